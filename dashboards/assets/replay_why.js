// Why each decision fell as it did, and the network on its day: drawn from the trace in the page.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var OPEN = {};

  function places(value, digits) {
    return value === null || value === undefined ? "–" : Number(value).toFixed(digits).replace("-", "−");
  }

  function decisionTable(decision) {
    var make = taijie.element, table = make("table"), head = make("tr"), body = make("tbody");
    var terms = [];
    decision.options.forEach(function (option) {
      Object.keys(option.terms || {}).forEach(function (term) {
        if (terms.indexOf(term) < 0 && Math.abs(option.terms[term]) >= 0.005) terms.push(term);
      });
    });
    var families = decision.options.some(function (option) { return option.family !== option.name; });
    var names = ["option"].concat(families ? ["family"] : [], ["probability", "utility", "draw", "sum"]);
    names.concat(terms.map(function (term) { return term.replace(/_/g, " "); })).forEach(function (name) {
      var cell = make("th", name);
      cell.scope = "col";
      head.append(cell);
    });
    var top = make("thead");
    top.append(head);
    decision.options.forEach(function (option) {
      var chosen = option.name === decision.chosen, near = option.name === decision.nearest;
      var row = make("tr", null, chosen ? "chosen" : near ? "nearest" : "");
      var label = make("th", option.name.replace(/_/g, " ") + (chosen ? " (chosen)" : near ? " (nearest)" : ""));
      label.scope = "row";
      row.append(label);
      if (families) row.append(make("td", String(option.family || "").replace(/_/g, " ")));
      [[option.probability, 3], [option.utility, 2], [option.draw, 2], [option.score, 2]]
        .forEach(function (pair) { row.append(make("td", places(pair[0], pair[1]), "number")); });
      terms.forEach(function (term) {
        row.append(make("td", places((option.terms || {})[term], 2), "number"));
      });
      body.append(row);
    });
    table.append(top, body);
    var frame = make("div", null, "table");
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", "Options of " + decision.side + ", " + decision.slot);
    frame.append(table);
    return frame;
  }

  taijie.why = function (place, decisions) {
    if (!place) return;
    place.replaceChildren();
    if (!decisions.length) place.append(taijie.element("p", "No decision on this day.", "about"));
    decisions.forEach(function (decision) {
      var key = decision.side + decision.slot;
      var option = decision.options.find(function (one) { return one.name === decision.chosen; });
      var chance = option ? ", probability " + places(option.probability, 3) : "";
      var near = decision.nearest ? "; nearest: " + String(decision.nearest).replace(/_/g, " ") : "";
      var who = decision.side === "us" ? "United States" : "China";
      var details = taijie.element("details");
      var chosen = String(decision.chosen).replace(/_/g, " ");
      details.append(taijie.element("summary", who + ", " + decision.slot + ": " + chosen + chance + near));
      details.open = key in OPEN ? OPEN[key] : decision.slot === "contact";
      function show() { if (details.open && details.children.length < 2) details.append(decisionTable(decision)); }
      details.addEventListener("toggle", function () { OPEN[key] = details.open; show(); });
      show();
      place.append(details);
    });
  };

  function graph() {
    var frame = document.getElementById("network");
    if (!frame) return null;
    if (frame._cyreg) return frame._cyreg.cy;
    var inner = Array.prototype.find.call(frame.querySelectorAll("div"), function (one) { return one._cyreg; });
    return inner ? inner._cyreg.cy : null;
  }

  function delayOf(run, signal, receiver) {
    var edge = run.edges.find(function (one) {
      return one.source === signal.sender && one.target === receiver &&
        (!signal.channel || one.channel === signal.channel);
    });
    return edge ? Math.max(0, Math.round(edge.delay || 0)) : 0;
  }

  function travelling(run, day) {
    var found = [];
    (run.signals || []).forEach(function (signal) {
      if (signal.day > day || signal.day < day - 30) return;
      (signal.receivers || []).forEach(function (receiver) {
        var delay = delayOf(run, signal, receiver);
        if (signal.day + delay <= day && delay > 0) return;
        if (delay === 0 && signal.day !== day) return;
        found.push({ signal: signal, receiver: receiver, part: (day - signal.day + 0.5) / (delay + 1) });
      });
    });
    return found.slice(0, 160);
  }

  taijie.network = function (run, day, again) {
    var cy = graph();
    if (!cy) {
      if ((again || 0) < 40) window.setTimeout(function () { taijie.network(run, day, (again || 0) + 1); }, 50);
      return;
    }
    var ink = window.getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    if (cy.ink !== ink) {
      cy.ink = ink;
      cy.style().selector("node").style("color", ink).update();
    }
    cy.batch(function () {
      cy.elements(".signal, .token").remove();
      cy.nodes(".active").removeClass("active");
      travelling(run, day).forEach(function (move, index) {
        var from = cy.getElementById(move.signal.sender), to = cy.getElementById(move.receiver);
        if (from.empty() || to.empty()) return;
        var side = move.signal.side || "none", hidden = move.signal.public ? "" : " private";
        if (move.signal.day === day) {
          from.addClass("active");
          cy.add({ group: "edges", classes: "signal " + side + hidden,
            data: { id: "s" + index, source: move.signal.sender, target: move.receiver } });
        } else {
          var a = from.position(), b = to.position(), part = move.part;
          cy.add({ group: "nodes", classes: "token", grabbable: false, data: { id: "t" + index },
            position: { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part } });
        }
      });
    });
  };
})(window.dash_clientside.taijie);
