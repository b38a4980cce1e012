// What stands and happens on a day of a replay: daily values, signals, events, postings.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var MOST = 10, SMALL = 0.01;

  function number(value) {
    return value === undefined ? "–" : value.toFixed(3).replace("-", "−").replace(/^−(0\.0*)$/, "$1");
  }

  function named(name) {
    return name.split("_").map(function (word) {
      var side = taijie.sides()[word];
      return side ? side.short : word;
    }).join(" ");
  }

  function plural(n, noun) { return n + " " + noun + (n === 1 ? "" : "s"); }
  taijie.plural = plural;

  taijie.today = function (runs, day, date) {
    var place = document.getElementById("readings");
    if (!place) return;
    readings(place, runs, day);
    var counts = runs.map(function (run) { return happened(run, day); });
    var said = counts.map(function (count) {
      return plural(count.signals, "signal") + ", " + plural(count.events, "event") + ", " +
        plural(count.postings, "posting");
    });
    document.getElementById("today-said").textContent = "On day " + day + " (" + date + "): " +
      (runs.length < 2 ? said[0] : "A has " + said[0] + "; B has " + said[1]) + ".";
  };

  // The rows are made once and their numbers replaced: a step costs no layout of the table.
  function readings(place, runs, day) {
    var names = Object.keys(runs[0].series).filter(function (name) {
      return !/_(home|other_home|world)$/.test(name) || /^belief_/.test(name);
    });
    var heads = runs.length < 2 ? ["value"] : ["A", "B", "B less A"];
    if (place.runs !== runs) {
      place.runs = runs;
      place.replaceChildren(frame(names, heads));
    }
    place.querySelector("caption").textContent = "Daily values on day " + day;
    names.forEach(function (name, i) {
      var values = runs.map(function (run) { return run.series[name][day - 1]; });
      if (runs.length > 1) values.push(values[1] - values[0]);
      var cells = place.querySelectorAll("tbody tr")[i].querySelectorAll("td");
      values.forEach(function (value, j) { cells[j].textContent = number(value); });
    });
  }

  function frame(names, heads) {
    var make = taijie.element, table = make("table"), body = make("tbody"), top = make("tr");
    top.append(make("td"));
    heads.forEach(function (head) {
      var cell = make("th", head, "number");
      cell.scope = "col";
      top.append(cell);
    });
    names.forEach(function (name) {
      var row = make("tr"), head = make("th", named(name));
      head.scope = "row";
      row.append(head);
      heads.forEach(function () { row.append(make("td", "", "number")); });
      body.append(row);
    });
    var thead = make("thead");
    thead.append(top);
    table.append(make("caption"), thead, body);
    return table;
  }

  function happened(run, day) {
    var signals = run.signalsOn[day] || [], events = run.eventsOn[day] || [], posted = run.postingsOn[day] || [];
    fill("happened" + run.end, signals.map(signalText)
      .concat(events.map(function (event) { return event.text || event.kind; })));
    var large = posted.filter(function (posting) { return Math.abs(posting.amount) >= SMALL; });
    fill("postings" + run.end, large.map(postingText));
    document.getElementById("small" + run.end).textContent = posted.length > large.length
      ? posted.length - large.length + " below " + SMALL + " not listed" : "";
    return { signals: signals.length, events: events.length, postings: posted.length };
  }

  function signalText(signal) {
    var how = [signal.channel, signal.public ? "public" : "private", signal.leaked ? "leaked" : ""];
    return (taijie.sideLabel(signal.side) || signal.sender || "Others") + ": " + (signal.title || signal.kind) +
      " (" + how.filter(Boolean).join(", ") + ")";
  }

  function postingText(posting) {
    return taijie.sideLabel(posting.keeper) + "’s book, face of " + taijie.sideLabel(posting.side) + ", " +
      named(String(posting.audience)) + ": " + number(posting.amount) + " (" + (posting.event || posting.source) + ")";
  }

  function fill(id, lines) {
    var list = document.getElementById(id), make = taijie.element;
    list.replaceChildren();
    if (!lines.length) list.append(make("li", "nothing", "none"));
    lines.slice(0, MOST).forEach(function (line) { list.append(make("li", line)); });
    if (lines.length > MOST) list.append(make("li", MOST + " of " + lines.length + " shown; the table has all", "none"));
  }
})(window.dash_clientside.taijie);
