// Replay: the runs are here already; a step moves every panel to its day without asking anybody.
// One day for all: goTo is the only way to change it. Text goes in as text, never as markup.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var ENDS = ["", "-b"], PACE = 350;  // milliseconds a day, at speed 1
  var sent = null, runs = [], day = 1, last = 1, timer = null, writing = null, stops = [], stepped = 0;

  function byId(id) { return document.getElementById(id); }
  function make(tag, text, kind) {
    var element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  }
  taijie.element = make;

  // Rows from columns: numbers as they are, everything else as codes into a list of words.
  function rows(columns) {
    var names = Object.keys(columns), made = [];
    names.forEach(function (name) {
      var column = columns[name], values = column.words ? column.codes : column;
      values.forEach(function (value, i) {
        (made[i] = made[i] || {})[name] = column.words ? column.words[value] : value;
      });
    });
    return made;
  }

  function byDay(list) {
    var map = {};
    list.forEach(function (entry) { (map[entry.day] = map[entry.day] || []).push(entry); });
    return map;
  }

  taijie.load = function (data) {
    stop();
    runs = [];
    sent = data;
    if (!data) return window.dash_clientside.no_update;
    runs = data.runs.map(function (run, i) {
      var signals = rows(run.signals), events = rows(run.events);
      return {
        place: i, end: ENDS[i], name: data.names[i], start: run.start, series: run.series,
        signals: signals, signalsOn: byDay(signals), events: events, eventsOn: byDay(events),
        postingsOn: byDay(rows(run.postings)), reasons: data.reasons[i], painsAt: data.pains[i], spans: {}, span: data.span
      };
    });
    last = Math.min.apply(null, runs.map(function (run) { return Object.values(run.series)[0].length; }));
    stops = stopsOf(runs);
    day = data.day;
    var of = runs;
    window.setTimeout(function () {
      taijie.goTo(day);
      taijie.catchUp(of, function () { return of === runs ? day : null; }, 60);
    }, 0);
    return data.run;
  };

  // Days with an event, with a signal in the slot of contact, or on which the two runs part.
  function stopsOf(runs) {
    var days = {};
    if (sent.parting) days[sent.parting] = true;
    runs.forEach(function (run) {
      run.events.forEach(function (event) { days[event.day] = true; });
      run.signals.forEach(function (signal) { if (signal.slot === "contact") days[signal.day] = true; });
    });
    return Object.keys(days).map(Number).sort(function (a, b) { return a - b; });
  }

  taijie.day = function () { return day; };
  taijie.world = function () { return sent && { run: sent.run, point: sent.point }; };

  taijie.goTo = function (wanted) {
    if (!runs.length || !byId("play")) return;
    var before = day, now = window.performance.now();
    day = Math.max(1, Math.min(last, wanted || 1));
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    var moving = !still && day === before + 1 && now - stepped > PACE * 0.7;
    stepped = now;
    if (byId("day")) byId("day").value = day;
    byId("date").textContent = "day " + day + " of " + last + ", " + dateOf(day);
    tale();
    moveCursors(0);
    taijie.today(runs, day, dateOf(day));
    taijie.why(runs, day, function () { return day; });
    taijie.pains(runs, day, function () { return day; });
    taijie.network(runs, day, moving);
    document.documentElement.dataset.day = day;
    window.clearTimeout(writing);
    writing = window.setTimeout(writeDay, 150);
  };

  // The story: what has not happened yet is faint, the last turn that has is where one is.
  function tale() {
    document.querySelectorAll(".tale ol").forEach(function (list) {
      var now = null;
      Array.prototype.forEach.call(list.children, function (turn) {
        var on = Number(turn.dataset.day), place = turn.querySelector("small");
        if (!place.textContent) place.textContent = dayOf(on);
        turn.classList.toggle("ahead", on > day);
        turn.classList.remove("now");
        if (on <= day) now = turn;
      });
      if (now) now.classList.add("now");
    });
  }

  function dayOf(number) {
    var date = new Date(dateOf(number) + "T00:00:00Z");
    return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  }

  // The address follows when the stepping rests: a browser looks again at each new address.
  function writeDay() {
    if (!byId("play")) return;
    var address = new URL(window.location.href);
    address.searchParams.set("day", day);
    window.history.replaceState(window.history.state, "", address);
  }

  // Moves the line itself: a relayout would compute the whole figure again for each day. The
  // layout is told too, so that a resize or a picture has the cursor on its day.
  function moveCursors(again) {
    var moved = 0;
    document.querySelectorAll(".timelines .js-plotly-plot").forEach(function (plot) {
      var shape = plot.layout && (plot.layout.shapes || [])[0], full = plot._fullLayout;
      if (!shape || !full) return;
      shape.x0 = shape.x1 = day;
      var line = plot.querySelector('.shapelayer path[data-index="0"]'), axis = full.xaxis;
      if (!line || !axis || !axis.d2p) return;
      moved += 1;
      var across = axis._offset + axis.d2p(day), top = full._size.t;
      plot.style.setProperty("--at", across + "px");
      line.setAttribute("d", "M" + across + "," + (top + full._size.h) + "L" + across + "," + top);
    });
    if (moved < runs.length && again < 60) {
      window.setTimeout(function () { moveCursors(again + 1); }, 50);
    }
  }

  function dateOf(number) {
    var date = new Date(runs[0].start + "T00:00:00Z");
    date.setUTCDate(date.getUTCDate() + number - 1);
    return date.toISOString().slice(0, 10);
  }

  function stop() {
    window.clearTimeout(timer);
    timer = null;
    if (byId("play")) byId("play").textContent = "Play";
  }

  function play() {
    if (timer) return stop();
    if (day === last) taijie.goTo(1);
    byId("play").textContent = "Stop";
    wait();
  }

  // Asked anew before each day, so that another speed holds at once and no step overtakes another.
  function wait() {
    var speed = document.querySelector("#speed input:checked");
    timer = window.setTimeout(function () {
      if (day >= last || !byId("play")) return stop();
      taijie.goTo(day + 1);
      wait();
    }, PACE / (speed ? Number(speed.value) : 1));
  }

  // Whoever steps has stopped playing.
  taijie.step = function (wanted) {
    stop();
    taijie.goTo(wanted);
  };
  function step(wanted) { taijie.step(wanted); }

  function isOpen() {
    var inside = byId("drawer-tabs");
    return Boolean(inside && inside.checkVisibility());
  }
  function drawer() {
    var open = !isOpen();
    window.dash_clientside.set_props("drawer", { opened: open });
    // Charts were laid out while it was closed, without a width.
    if (open) window.setTimeout(function () { window.dispatchEvent(new Event("resize")); }, 60);
  }

  function nextStop(direction) {
    var found = direction > 0
      ? stops.find(function (stop) { return stop > day; })
      : stops.slice().reverse().find(function (stop) { return stop < day; });
    if (found !== undefined) step(found);
  }

  var actions = {
    play: play,
    back: function () { step(day - 1); },
    on: function () { step(day + 1); },
    previous: function () { nextStop(-1); },
    next: function () { nextStop(1); },
    parting: function () { if (sent && sent.parting) step(sent.parting); },
    "why-open": drawer,
    keys: function () { byId("keys").open = !byId("keys").open; }
  };
  var keys = {
    " ": "play", ArrowLeft: "back", ArrowRight: "on", p: "previous", n: "next", x: "parting", w: "why-open", "?": "keys",
    Home: function () { step(1); }, End: function () { step(last); }
  };

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".player button");
    if (button && actions[button.id]) actions[button.id]();
    var turn = event.target.closest(".tale button[data-day]");
    if (turn) step(Number(turn.dataset.day));
  });
  document.addEventListener("input", function (event) {
    if (event.target.id === "day") step(parseInt(event.target.value, 10));
  });
  // A key belongs to the control that has the focus: typing, choosing and scrolling stay theirs.
  document.addEventListener("keydown", function (event) {
    if (!runs.length || !byId("play") || event.ctrlKey || event.metaKey || event.altKey) return;
    var target = event.target;
    if (target.id === "day") {
      if (!/^[ npxw?]$/.test(event.key)) return;
    } else if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    else if (event.key === " " && /^(BUTTON|A|SUMMARY)$/.test(target.tagName)) return;
    else if (/^(Arrow|Home|End)/.test(event.key) && target.closest && target.closest('[role="region"], [role="listbox"]')) return;
    var action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    (typeof action === "string" ? actions[action] : action)();
  });
})(window.dash_clientside.taijie);
