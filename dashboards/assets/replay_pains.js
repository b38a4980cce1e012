// What each group at home suffers on a day of a replay. The days of a run come once, after the page.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";

  taijie.pains = function (runs, day, now) {
    var place = document.getElementById("pains");
    if (!place) return;
    var missing = runs.filter(function (run) { return !run.pains; });
    if (!missing.length) return show(place, runs, day);
    say("On day " + day + ": the groups’ days are being read.");
    missing.forEach(function (run) {
      if (run.painsAsked) return;
      run.painsAsked = true;
      window.fetch(run.painsAt).then(function (answer) {
        return answer.ok ? answer.json() : Promise.reject(new Error("no pains"));
      }).then(function (pains) {
        run.pains = pains;
        taijie.pains(runs, now(), now);
      }, function () {
        run.painsAsked = false;
        say("The groups’ days could not be read; another step asks again.");
      });
    });
  };

  function say(text) { document.getElementById("pains-said").textContent = text; }
  function number(value) { return value === undefined ? "–" : value.toFixed(3); }

  // The rows are made once; a step replaces numbers and widths.
  function show(place, runs, day) {
    var pains = runs[0].pains;
    if (place.runs !== runs) {
      place.runs = runs;
      place.most = Math.max.apply(null, runs.map(function (run) {
        return Math.max.apply(null, run.pains.days.map(function (days) { return Math.max.apply(null, days); }));
      })) || 1;
      place.replaceChildren(frame(pains, runs));
      place.tabIndex = 0; // a stop of the keyboard once there is something to see
    }
    place.querySelector("caption").textContent = "Pain of each group on day " + day;
    var rows = place.querySelectorAll("tbody tr"), worst = runs.map(function () { return 0; });
    pains.titles.forEach(function (title, i) {
      var cells = rows[i].querySelectorAll("td");
      runs.forEach(function (run, j) {
        var value = run.pains.days[i][day - 1];
        if (value > run.pains.days[worst[j]][day - 1]) worst[j] = i;
        cells[j + 1].firstChild.textContent = number(value);
        cells[j + 1].lastChild.style.width = (6 * (value || 0) / place.most).toFixed(2) + "rem";
      });
    });
    say("On day " + day + runs.map(function (run, j) {
      var value = run.pains.days[worst[j]][day - 1], under = runs.length < 2 ? ": " : (j ? "; under B " : ": under A ");
      if (!value) return under + "no group suffers";
      return under + "most pain is felt by " + pains.titles[worst[j]] + " (" + taijie.sideLabel(pains.sides[worst[j]]) + "), " + number(value);
    }).join("") + ".");
  }

  function frame(pains, runs) {
    var make = taijie.element, table = make("table"), top = make("tr"), thead = make("thead"), body = make("tbody");
    ["group", "side"].concat(runs.length < 2 ? ["pain"] : ["A", "B"]).forEach(function (head) {
      var cell = make("th", head);
      cell.scope = "col";
      top.append(cell);
    });
    pains.titles.forEach(function (title, i) {
      var row = make("tr"), head = make("th", title);
      head.scope = "row";
      row.append(head, make("td", taijie.sideLabel(pains.sides[i]) || pains.sides[i]));
      runs.forEach(function () {
        var cell = make("td", null, "pain");
        cell.append(make("span"), make("i", null, taijie.sidePlace(pains.sides[i])));
        row.append(cell);
      });
      body.append(row);
    });
    thead.append(top);
    table.append(make("caption"), thead, body);
    return table;
  }
})(window.dash_clientside.taijie);
