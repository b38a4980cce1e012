// What-if: a slider moves over values that are there already, so that nothing is asked for meanwhile
// (a step is to be drawn within a tenth of a second). Every element is made and worded by the server;
// here they are only filled in, the address follows, and what is not there yet is asked for.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var REST = 1500;  // milliseconds without a hand on a lever before more runs are played
  var SLIDER = "whatif-at", MISSES = 5;
  var page = null, active = null, places = {}, slice = null, drawn = null, heard = null, asked = null, resting = null, ahead = {}, missed = 0;

  function noUpdate() {
    return [window.dash_clientside.no_update, window.dash_clientside.no_update];
  }

  function query() {
    return new URLSearchParams(window.location.search);
  }

  function textOf(lever) {
    var at = places[lever.path];
    return at === lever.base ? lever.path : lever.path + ":" + lever.values[at];
  }

  // What a slice is of: the lever, where the others stand, and the pins.
  function key(lever) {
    var of = lever || active;
    var others = page.levers.filter(function (one) { return one.path !== of; });
    return [page.drawn, of, others.map(textOf).join(";"), query().get("kept") || ""].join(" ");
  }

  function search(runs, pins, lever) {
    var pairs = query();
    pairs.set("v", "1");
    pairs.set("levers", page.levers.map(textOf).join(";"));
    pairs.set("lever", lever || active);
    pairs.set("worlds", runs);
    if (pins !== undefined) { if (pins) pairs.set("kept", pins); else pairs.delete("kept"); }
    return "?" + pairs.toString().replace(/%3A/g, ":").replace(/%3B/g, ";");
  }

  function keepAddress(text) {
    if (!taijie.isOn("/what-if") || text === window.location.search) return;
    window.history.replaceState(window.history.state, "", window.location.pathname + text);
  }

  function show(id, shown) {
    var element = document.getElementById(id);
    if (element) element.hidden = !shown;
  }

  function ask(runs) {
    window.clearTimeout(resting);
    var wanted = key();
    if (asked && asked.key === wanted && asked.runs >= runs) return;
    asked = { key: wanted, runs: runs };
    show("whatif-busy", !slice || slice.key !== wanted);
    var refines = Boolean(slice && !slice.failed && slice.key === wanted);
    var data = { key: wanted, search: search(runs), refines: refines, at: Date.now() };
    window.dash_clientside.set_props("whatif-asked", { data: data });
  }

  // While no hand is on a lever: first the others' ranges, so that they move at once, then more runs.
  function rest(wait) {
    window.clearTimeout(resting);
    if (!slice || slice.failed || slice.key !== key()) return;
    var next = page.stages.filter(function (stage) { return stage > slice.runs; })[0];
    var lever = page.levers.filter(function (one) { return one.path !== active && !ahead[key(one.path)]; })[0];
    if (!lever && !next) return;
    resting = window.setTimeout(function () {
      if (!page.alive()) return;
      if (!lever) { ask(next); return; }
      ahead[key(lever.path)] = true;
      window.dash_clientside.set_props("whatif-ahead", {
        data: { key: key(lever.path), search: search(page.stages[0], undefined, lever.path), at: Date.now() }
      });
    }, wait);
  }

  taijie.goOn = function () {
    if (page && page.alive()) rest(50);
    return window.dash_clientside.no_update;
  };

  // The elements of a part stand in the same order whatever the value: each takes what it is to have.
  function fill(root, told) {
    if (!root) return;
    var elements = [root].concat(Array.from(root.querySelectorAll("*")));
    told.forEach(function (one, i) {
      var element = elements[i];
      if (!element) return;
      if (element.className !== one[0]) element.className = one[0];
      if (element.style.cssText !== one[1]) element.style.cssText = one[1];
      if (typeof one[2] === "string") {
        if (!element.firstChild) element.append(one[2]);
        else if (element.firstChild.nodeValue !== one[2]) element.firstChild.nodeValue = one[2];
      }
      ["title", "aria-label", "href"].forEach(function (name, j) {
        if (typeof one[3 + j] === "string") element.setAttribute(name, one[3 + j]);
      });
    });
  }

  function paint(place) {
    var frame = slice.frames[place], heading = document.getElementById("whatif-head");
    fill(heading && heading.firstElementChild, frame.head);
    ["now", "said-over", "said-soon"].forEach(function (part) {
      var root = document.getElementById("whatif-" + part);
      fill(root && root.firstElementChild, frame[part]);
      if (root) root.hidden = false;
    });
    var at = slice.values[place], over = plotOf("over"), soon = plotOf("soon");
    if (drawn === slice && over && soon && moveCursor(over, at)) {
      // Without the way through the component, which costs as much again; what a phone's has stays.
      var annotations = slice.soon[place].layout.annotations;
      window.Plotly.react(soon, slice.soon[place].data, Object.assign({}, soon.layout, { annotations: annotations }));
      return noUpdate();
    }
    drawn = slice;
    slice.over.layout.shapes[1].x0 = slice.over.layout.shapes[1].x1 = at;
    return [slice.over, slice.soon[place]];
  }

  function plotOf(name) {
    return document.querySelector("#whatif-" + name + " .js-plotly-plot");
  }

  // Only its cursor moves in the first chart: to draw all of it anew takes longer than a step may.
  function moveCursor(plot, at) {
    var path = plot.querySelector('.shapelayer path[data-index="1"]'), axis = plot._fullLayout && plot._fullLayout.xaxis;
    if (!path || !axis) return false;
    var x = axis._offset + axis.d2p(at), shape = plot.layout.shapes[1];
    shape.x0 = shape.x1 = at;
    path.setAttribute("d", path.getAttribute("d").replace(/^M[^,]+,([^L]+)L[^,]+,/, "M" + x + ",$1L" + x + ","));
    return true;
  }

  function tellLevers() {
    page.levers.forEach(function (lever) {
      var row = document.querySelector('[data-path="' + lever.path + '"]');
      if (!row) return;
      var at = places[lever.path], out = row.querySelector("output");
      if (out.textContent !== lever.shown[at]) out.textContent = lever.shown[at];
      var thumb = row.querySelector("[role=slider]");
      if (thumb) thumb.setAttribute("aria-valuetext", lever.shown[at]);
      row.classList.toggle("moved", at !== lever.base);
      row.classList.toggle("active", lever.path === active);
    });
  }

  function begin(levers) {
    var panel = document.getElementById("whatif-panel");
    page = Object.assign({}, levers, { alive: function () { return panel && panel.isConnected; } });
    active = levers.lever;
    slice = drawn = asked = null;
    ahead = {};
    window.clearTimeout(resting);
  }

  taijie.whatIf = function (values, told, ids, levers) {
    if (!levers || !values.length) return noUpdate();
    if (!page || page.drawn !== levers.drawn || !page.alive()) begin(levers);
    var before = places, causes = window.dash_clientside.callback_context.triggered || [];
    places = {};
    ids.forEach(function (id, i) { places[id.path] = values[i]; });
    ids.forEach(function (id) {
      var moves = before[id.path] !== undefined && before[id.path] !== places[id.path];
      if (moves && causes.some(function (cause) { return cause.prop_id.indexOf(SLIDER) > 0; })) active = id.path;
    });
    if (told && told !== heard && asked && told.key === asked.key) {
      heard = told;
      if (told.missed && slice) {
        asked.runs = slice.runs;
        missed += 1;
        if (missed < MISSES) rest(2 * REST);
        return noUpdate();
      }
      missed = 0;
      slice = told;
      if (told.failed) asked = null;
    }
    tellLevers();
    show("whatif-busy", false);
    if (!slice || slice.key !== key()) {
      if (!asked || asked.key !== key()) ask(page.stages[0]);
      else show("whatif-busy", true);
      keepAddress(search(page.stages[0]));
      return noUpdate();
    }
    if (slice.failed) return noUpdate();
    keepAddress(search(slice.runs));
    rest(REST);
    return paint(places[active]);
  };

  taijie.takeSlice = function (answer) {
    if (answer) window.dash_clientside.set_props("whatif-slice", { data: answer });
    return window.dash_clientside.no_update;
  };

  taijie.addLever = function (path) {
    if (path && page) go(page.levers.map(textOf).concat(path).join(";"), path);
    return window.dash_clientside.no_update;
  };

  function go(levers, lever) {
    var pairs = new URLSearchParams(search(page.stages[0]));
    pairs.set("levers", levers);
    if (lever) pairs.set("lever", lever); else pairs.delete("lever");
    window.dash_clientside.set_props("url", { search: "?" + pairs.toString() });
  }

  function pins() {
    return (query().get("kept") || "").split("|").filter(Boolean);
  }

  function keepPins(kept) {
    keepAddress(search(slice ? slice.runs : page.stages[0], kept.join("|")));
    ask(slice && !slice.failed ? slice.runs : page.stages[0]);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button");
    if (!button || !page || !page.alive()) return;
    if (button.id === "whatif-reset") page.levers.forEach(function (lever) {
      window.dash_clientside.set_props({ type: SLIDER, path: lever.path }, { value: lever.base });
    });
    else if (button.id === "whatif-again") { asked = null; ask(page.stages[0]); }
    else if (button.id === "whatif-pin") {
      var moved = page.levers.map(textOf).filter(function (text) { return text.indexOf(":") > 0; }).join(";");
      if (moved && pins().indexOf(moved) < 0) keepPins(pins().concat(moved).slice(-4));
    } else if (button.dataset.unpin !== undefined) {
      keepPins(pins().filter(function (_, i) { return i !== Number(button.dataset.unpin); }));
    } else if (button.dataset.outLever) {
      var left = page.levers.filter(function (lever) { return lever.path !== button.dataset.outLever; });
      go(left.map(textOf).join(";"), active === button.dataset.outLever ? null : active);
    }
  });

  // A lever is touched before it moves: its range is asked for then.
  function touch(event) {
    var row = event.target.closest && event.target.closest(".whatif-lever");
    if (!row || !page || !page.alive() || !event.target.closest("[class*=Slider]")) return;
    active = row.dataset.path;
    tellLevers();
    if (!slice || slice.key !== key()) ask(page.stages[0]);
  }
  document.addEventListener("pointerdown", touch);
  document.addEventListener("focusin", touch);
})(window.dash_clientside.taijie);
