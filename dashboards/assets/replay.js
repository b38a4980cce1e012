// Replay: the run is here already; a step moves the cursor, the network and the texts to its day.
// Text goes in as text, never as markup.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var run = null, day = 1, last = 1, timer = null, writing = null, stops = [];

  function byId(id) { return document.getElementById(id); }
  function on(list, name) {
    var map = {};
    (list || []).forEach(function (entry) { (map[entry[name]] = map[entry[name]] || []).push(entry); });
    return map;
  }
  function make(tag, text, kind) {
    var element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  }
  taijie.element = make;

  taijie.load = function (trace) {
    stop();
    run = null;
    if (!trace) return window.dash_clientside.no_update;
    run = trace;
    run.signalsOn = on(trace.signals, "day");
    run.eventsOn = on(trace.events, "day");
    run.postingsOn = on(trace.postings, "day");
    run.decisionsOn = on(trace.decisions, "day");
    last = Object.values(trace.series)[0].length;
    stops = Object.keys(Object.assign({}, run.eventsOn, contactDays(trace)))
      .map(Number).sort(function (a, b) { return a - b; });
    var asked = parseInt(new URLSearchParams(window.location.search).get("day"), 10);
    day = asked >= 1 && asked <= last ? asked : 1;
    window.setTimeout(function () { taijie.goTo(day); }, 0);
    return trace.replication;
  };

  function contactDays(trace) {
    return on((trace.signals || []).filter(function (signal) { return signal.slot === "contact"; }), "day");
  }

  taijie.goTo = function (wanted) {
    if (!run) return;
    day = Math.max(1, Math.min(last, wanted));
    var slider = byId("day");
    if (slider) slider.value = day;
    moveCursor();
    texts();
    taijie.why(byId("why"), run.decisionsOn[day] || []);
    taijie.network(run, day);
    document.documentElement.dataset.day = day;
    window.clearTimeout(writing);
    writing = window.setTimeout(writeDay, 150);
  };

  // The address follows when the stepping rests: a browser looks again at each new address.
  function writeDay() {
    if (!byId("play")) return;
    var address = new URL(window.location.href);
    address.searchParams.set("day", day);
    window.history.replaceState(window.history.state, "", address);
  }

  // Moves the line itself: a relayout would compute the whole figure again for each day. The
  // layout is told too, so that a resize or a picture has the cursor on its day.
  function moveCursor(again) {
    var moved = 0;
    document.querySelectorAll(".js-plotly-plot").forEach(function (plot) {
      var shape = plot.layout && (plot.layout.shapes || [])[0], full = plot._fullLayout;
      if (!shape || !full) return;
      shape.x0 = shape.x1 = day;
      var line = plot.querySelector(".shapelayer path"), axis = full.xaxis;
      if (!line || !axis || !axis.d2p) return;
      moved += 1;
      var across = axis._offset + axis.d2p(day), top = full._size.t;
      line.setAttribute("d", "M" + across + "," + (top + full._size.h) + "L" + across + "," + top);
    });
    if (!moved && (again || 0) < 60) {
      window.setTimeout(function () { moveCursor((again || 0) + 1); }, 50);
    }
  }

  function dateOf(number) {
    var date = new Date(run.start + "T00:00:00Z");
    date.setUTCDate(date.getUTCDate() + number - 1);
    return date.toISOString().slice(0, 10);
  }

  function number(value) {
    return (Math.round(value * 100) / 100).toString().replace("-", "−");
  }

  function texts() {
    byId("date").textContent = "day " + day + " of " + last + ", " + dateOf(day);
    var readings = byId("readings");
    readings.replaceChildren();
    var table = make("table");
    Object.keys(run.series).filter(function (name) { return !/_(home|other_home|world)$/.test(name); })
      .forEach(function (name) {
        var row = make("tr");
        var head = make("th", name.replace(/_/g, " ").replace(/\bus\b/, "US").replace("china", "China"));
        head.scope = "row";
        row.append(head, make("td", number(run.series[name][day - 1]), "number"));
        table.append(row);
      });
    readings.append(table);
    fill(byId("happened"), (run.signalsOn[day] || []).map(signalText)
      .concat((run.eventsOn[day] || []).map(function (event) { return event.text || event.kind; })));
    var posted = run.postingsOn[day] || [];
    var large = posted.filter(function (posting) { return Math.abs(posting.amount) >= 0.01; });
    if (posted.length > large.length) byId("small").textContent = (posted.length - large.length) + " below 0.01 not listed";
    else byId("small").textContent = "";
    fill(byId("postings"), large.map(function (posting) {
      var side = posting.side === "us" ? "US" : "China", keeper = posting.keeper === "us" ? "US" : "China";
      return keeper + " book, face of " + side + ", " + String(posting.audience).replace(/_/g, " ") + ": " +
        number(posting.amount) + " (" + (posting.source || posting.event) + ")";
    }));
  }

  function signalText(signal) {
    var who = { us: "United States", china: "China" }[signal.side] || signal.sender || "Others";
    var how = [signal.channel, signal.public ? "public" : "private", signal.leaked ? "leaked" : ""];
    return who + ": " + (signal.title || signal.kind) + " (" + how.filter(Boolean).join(", ") + ")";
  }

  function fill(list, lines) {
    list.replaceChildren();
    if (!lines.length) list.append(make("li", "nothing", "none"));
    lines.slice(0, 24).forEach(function (line) { list.append(make("li", line)); });
    if (lines.length > 24) list.append(make("li", "24 of " + lines.length + " shown", "none"));
  }

  function stop() {
    window.clearInterval(timer);
    timer = null;
    if (byId("play")) byId("play").textContent = "Play";
  }

  function play() {
    if (timer) return stop();
    if (day === last) taijie.goTo(1);
    byId("play").textContent = "Stop";
    timer = window.setInterval(function () {
      if (day >= last || !byId("play")) return stop();
      taijie.goTo(day + 1);
    }, 350);
  }

  function nextStop(direction) {
    var found = direction > 0
      ? stops.find(function (stop) { return stop > day; })
      : stops.slice().reverse().find(function (stop) { return stop < day; });
    if (found !== undefined) taijie.goTo(found);
  }

  var actions = {
    play: play,
    back: function () { taijie.goTo(day - 1); },
    on: function () { taijie.goTo(day + 1); },
    previous: function () { nextStop(-1); },
    next: function () { nextStop(1); }
  };
  var keys = {
    " ": "play", ArrowLeft: "back", ArrowRight: "on", p: "previous", n: "next",
    Home: function () { taijie.goTo(1); }, End: function () { taijie.goTo(last); }
  };

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".player button");
    if (button && actions[button.id]) actions[button.id]();
  });
  document.addEventListener("input", function (event) {
    if (event.target.id === "day") taijie.goTo(parseInt(event.target.value, 10));
  });
  document.addEventListener("keydown", function (event) {
    if (!run || !byId("play") || event.ctrlKey || event.metaKey || event.altKey) return;
    var target = event.target;
    if (/^(INPUT|SELECT|TEXTAREA|BUTTON|A|SUMMARY)$/.test(target.tagName) && target.id !== "day") {
      if (event.key === " " || target.tagName === "INPUT" || target.tagName === "TEXTAREA") return;
    }
    if (target.id === "day" && event.key !== " " && !/^[np]$/.test(event.key)) return;
    var action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    (typeof action === "string" ? actions[action] : action)();
  });
})(window.dash_clientside.taijie);
