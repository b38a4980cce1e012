// Why each decision of a day fell so. The reasons of a span of days are fetched once, ahead of the
// day; a step never waits for them.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var OPEN = {};

  function places(value, digits) {
    return value === null || value === undefined ? "–" : Number(value).toFixed(digits).replace("-", "−");
  }

  function chance(value) { return value < 0.0005 ? "<0.001" : places(value, 3); }

  function spoken(name) { return String(name).replace(/^motive_/, "").replace(/_/g, " "); }

  function firstOf(run, day) { return Math.floor((day - 1) / run.span) * run.span + 1; }

  // The span that begins on a day: asked for once; told when it has come.
  function span(run, first, told) {
    var known = run.spans[first];
    if (!known) {
      known = run.spans[first] = { on: null, failed: false, waiting: [] };
      window.fetch(run.reasons + "&day=" + first).then(function (answer) {
        return answer.ok ? answer.json() : Promise.reject(new Error("no reasons"));
      }).then(function (found) {
        known.on = {};
        found.decisions.forEach(function (decision) {
          decision.options = found.menus[decision.menu];
          (known.on[decision.day] = known.on[decision.day] || []).push(decision);
        });
      }, function () { delete run.spans[first]; known.failed = true; }).then(function () {
        known.waiting.splice(0).forEach(function (tell) { tell(); });
      });
    }
    if (told && !known.on) known.waiting.push(told);
    return known;
  }

  taijie.why = function (runs, day, now) {
    runs.forEach(function (run) {
      var place = document.getElementById("why" + run.end);
      if (!place) return;
      var link = document.getElementById("options" + run.end);
      if (link) link.href = link.href.replace(/&day=\d+$/, "") + "&day=" + day;
      var first = firstOf(run, day), known = span(run, first, function () {
        if (now() === day && place.isConnected) show(run, place, day, known);
      });
      show(run, place, day, known);
      [first + run.span, first - run.span].forEach(function (other) {
        if (other >= 1 && other <= Object.values(run.series)[0].length) span(run, other, null);
      });
    });
  };

  function show(run, place, day, known) {
    var said = document.getElementById("why-said" + run.end);
    place.replaceChildren();
    if (!known.on) {
      said.textContent = "On day " + day + ": " +
        (known.failed ? "the reasons could not be read; step on and back to ask again." : "reading the reasons …");
      return;
    }
    var decisions = known.on[day] || [];
    var odd = decisions.filter(function (decision) { return decision.odd; });
    said.textContent = "On day " + day + ": " + taijie.plural(decisions.length, "decision") + "; " +
      (odd.length ? odd.length : "none") + " of them fell on another option than the likeliest" +
      (odd.length ? " (" + odd.map(title).join("; ") + ")" : "") + ".";
    decisions.forEach(function (decision) { place.append(folded(decision, run.name)); });
  }

  function title(decision) {
    return taijie.sideLabel(decision.side) + ", " + decision.slot;
  }

  function folded(decision, name) {
    var make = taijie.element, details = make("details"), key = decision.side + decision.slot;
    var at = decision.options.name.indexOf(decision.chosen);
    details.append(make("summary", title(decision) + ": " + spoken(decision.chosen) +
      (at < 0 ? "" : ", probability " + chance(decision.probability[at])) +
      (decision.nearest ? "; nearest: " + spoken(decision.nearest) + ", " + places(decision.lead, 2) + " behind" : "")));
    details.open = key in OPEN ? OPEN[key] : decision.slot === "contact";
    function fill() {
      if (details.open && details.children.length < 2) {
        details.append(make("p", decision.said, "said"));
        if (decision.options.name.length) details.append(table(decision, name));
      }
    }
    details.addEventListener("toggle", function () { OPEN[key] = details.open; fill(); });
    fill();
    return details;
  }

  function table(decision, whose) {
    var make = taijie.element, made = make("table"), head = make("tr"), body = make("tbody"), top = make("thead");
    var menu = decision.options, terms = Object.keys(decision.terms);
    var families = menu.family.some(function (family, i) { return family !== menu.name[i]; });
    ["option"].concat(families ? ["family"] : [], ["probability", "utility", "draw", "sum"], terms.map(spoken))
      .forEach(function (name) {
        var cell = make("th", name);
        cell.scope = "col";
        head.append(cell);
      });
    top.append(head);
    menu.name.forEach(function (name, i) {
      var chosen = name === decision.chosen, near = name === decision.nearest;
      var row = make("tr", null, chosen ? "chosen" : near ? "nearest" : "");
      var label = make("th", spoken(name) + (chosen ? " (chosen)" : near ? " (nearest)" : ""));
      label.scope = "row";
      row.append(label);
      if (families) row.append(make("td", spoken(menu.family[i])));
      row.append(make("td", chance(decision.probability[i]), "number"));
      [decision.utility[i], decision.draw[i], decision.sum[i]].concat(terms.map(function (term) {
        return decision.terms[term][i];
      })).forEach(function (value) { row.append(make("td", places(value, 2), "number")); });
      body.append(row);
    });
    made.append(top, body);
    var frame = make("div", null, "table");
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", "Options of " + title(decision) + ", " + whose);
    frame.append(made);
    return frame;
  }
})(window.dash_clientside.taijie);
