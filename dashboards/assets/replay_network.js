// The cast on a day of a replay: arrows for the signals sent, a halo for those to all, stars for
// those on their way.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var LONGEST = 30, MOVE = 240;

  function graph(id) {
    var frame = document.getElementById(id);
    if (!frame) return null;
    if (frame._cyreg) return frame._cyreg.cy;
    var inner = Array.prototype.find.call(frame.querySelectorAll("div"), function (one) { return one._cyreg; });
    return inner ? inner._cyreg.cy : null;
  }

  // Signals sent on the day and those sent before that have not arrived: {signal, receiver, part}.
  function travelling(run, day) {
    var found = [];
    for (var sent = Math.max(1, day - LONGEST); sent <= day; sent += 1) {
      (run.signalsOn[sent] || []).forEach(function (signal) {
        signal.receivers.forEach(function (receiver, i) {
          var delay = signal.delays[i];
          if (signal.day < day && signal.day + delay <= day) return;
          found.push({ signal: signal, receiver: receiver, part: (day - signal.day) / (delay + 1) });
        });
      });
    }
    return found;
  }

  function between(from, to, part) {
    var a = from.position(), b = to.position();
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  }

  function draw(cy, run, day, moving) {
    var moves = travelling(run, day), arrows = {}, tokens = [], added = [];
    if (!moves.length && !cy.drawn && !(cy.lit || []).length) return;
    cy.batch(function () {
      if (cy.drawn) cy.drawn.stop().remove();
      (cy.lit || []).forEach(function (node) { node.removeClass("active halo"); });
      cy.lit = [];
      moves.forEach(function (move, index) {
        var from = cy.getElementById(move.signal.sender), to = cy.getElementById(move.receiver);
        if (from.empty() || to.empty()) return;
        if (move.signal.day === day && move.signal.public && move.signal.receivers.length > 1) {
          if (!from.hasClass("halo")) cy.lit.push(from.addClass("halo"));  // said to all: no arrows
          return;
        }
        var way = [move.signal.sender, move.receiver, move.signal.public].join(" ");
        if (move.signal.day === day && !arrows[way]) {
          arrows[way] = true;
          from.addClass("active");
          cy.lit.push(from);
          added.push({ group: "edges", data: { id: "s" + index, source: move.signal.sender, target: move.receiver },
            classes: "signal " + taijie.sidePlace(move.signal.side) + (move.signal.public ? "" : " private") });
          if (moving) tokens.push([token("m" + index, from.position()), to.position()]);
        } else if (move.signal.day < day) added.push(token("t" + index, between(from, to, move.part)));
      });
      added = added.concat(tokens.map(function (pair) { return pair[0]; }));
      cy.drawn = added.length ? cy.add(added) : null;
    });
    tokens.forEach(function (pair) {
      var star = cy.getElementById(pair[0].data.id);
      star.animate({ position: pair[1] }, { duration: MOVE, complete: function () { star.remove(); } });
    });
  }

  function token(id, at) {
    return { group: "nodes", classes: "token", grabbable: false, data: { id: id }, position: { x: at.x, y: at.y } };
  }

  function inkOf(cy) {
    var ink = window.getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    if (cy.ink === ink) return;
    cy.ink = ink;
    cy.style().selector("node").style("color", ink).update();
  }

  taijie.network = function (runs, day, moving) {
    say(runs, day);
    runs.forEach(function (run) {
      var cy = graph("network" + run.end);
      if (!cy) return;
      inkOf(cy);
      draw(cy, run, day, moving);
      cy.day = day;
    });
  };

  // While a page is being built its graphs come late and may be made anew: each is put on the day.
  // now: gives the day, or null once other runs are shown.
  taijie.catchUp = function (runs, now, times) {
    if (now() === null) return;
    var late = runs.some(function (run) {
      var cy = graph("network" + run.end);
      return !cy || cy.day !== now();
    });
    if (late) taijie.network(runs, now(), false);
    if (times > 0) window.setTimeout(function () { taijie.catchUp(runs, now, times - 1); }, 150);
  };

  function say(runs, day) {
    var place = document.getElementById("network-said");
    if (!place) return;
    var said = runs.map(function (run) {
      var signals = run.signalsOn[day] || [], keys = Object.keys(taijie.sides()), sent = {};
      var senders = {}, receivers = {};
      signals.forEach(function (signal) {
        sent[signal.side] = (sent[signal.side] || 0) + 1;
        senders[signal.sender] = true;
        signal.receivers.forEach(function (receiver) { receivers[receiver] = true; });
      });
      if (!signals.length) return "nobody sends anything";
      return keys.map(function (key) {
        return (sent[key] || 0) + " by " + taijie.sides()[key].title;
      }).join(" and ") + ", from " +
        taijie.plural(Object.keys(senders).length, "sender") + " to " + taijie.plural(Object.keys(receivers).length, "receiver");
    });
    place.textContent = "Signals on day " + day + ": " +
      (runs.length < 2 ? said[0] : "under A " + said[0] + "; under B " + said[1]) + ".";
  }
})(window.dash_clientside.taijie);
