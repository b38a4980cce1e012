// Marks and controls lead on: each changes the URL, which is the state of the page.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var stay = function () {
    return [window.dash_clientside.no_update, window.dash_clientside.no_update];
  };

  var SHORT = 2000;  // characters of a query; a longer one becomes a view, by the server

  // Where a page stands: under the path of a proxy, if there is one, which pages know nothing of.
  taijie.prefix = function () {
    var known = document.getElementById("_dash-config");
    return known ? JSON.parse(known.textContent).requests_pathname_prefix.replace(/\/$/, "") : "";
  };
  taijie.at = function (path) {
    var prefix = taijie.prefix();
    return prefix && path !== prefix && path.indexOf(prefix + "/") !== 0 ? prefix + path : path;
  };
  taijie.isOn = function (path) { return window.location.pathname === taijie.at(path); };

  // Where to go, or nowhere while the server puts a long selection into a view.
  taijie.lead = function (path, search) {
    path = taijie.at(path);
    if (search.length <= SHORT) return [path, search];
    window.dash_clientside.set_props("long", { data: { path: path, search: search, at: Date.now() } });
    return stay();
  };

  // Scripts rewrite the address in place. Dash holds it too, and hands it to its Location only when
  // the next change comes: it would then take the address the page was opened with for a new one,
  // and lead back there instead of on. So it is handed over as soon as a page is drawn.
  taijie.settle = function () {
    window.dash_clientside.set_props("url", { href: window.location.href });
    taijie.takeUp();
  };

  function query(pairs) {
    var made = new URLSearchParams({ v: "1" });
    if (pairs.pins === undefined) pairs.pins = new URLSearchParams(window.location.search).get("pins");
    Object.keys(pairs).forEach(function (key) {
      if (pairs[key] !== null && pairs[key] !== undefined && pairs[key] !== "") made.set(key, pairs[key]);
    });
    return "?" + made.toString();
  }

  // A click on a mark: customdata is `day:<n>` within a replay, else `page?query` without batch.
  taijie.follow = function (clicks, here) {
    var link = null;
    (window.dash_clientside.callback_context.triggered || []).forEach(function (cause) {
      var point = cause.value && cause.value.points && cause.value.points[0];
      if (point && point.customdata) link = point.customdata;
    });
    if (Array.isArray(link)) link = link[0];
    if (typeof link !== "string") return stay();
    if (link.indexOf("day:") === 0) {
      taijie.step(parseInt(link.slice(4), 10));
      return stay();
    }
    var parts = link.split("?");
    var pairs = { batch: here && here.batch };
    new URLSearchParams(parts[1] || "").forEach(function (value, key) { pairs[key] = value; });
    return taijie.lead("/" + parts[0], query(pairs));
  };

  // A number as somebody writes it, 1e3 and 1,000 too; what is none stays in its field, which says so.
  var NUMBERS = /^(run|point|since|days|amount)$/;
  function readNumber(id, text) {
    var plain = text.replace(/[\s_,](?=\d{3}\b)/g, "").trim(), number = Number(plain);
    var known = plain !== "" && isFinite(number) && (id.key === "amount" || (number >= 0 && number % 1 === 0));
    var said = known ? null : "“" + text + "” is no " + (id.key === "amount" ? "number" : "whole number from 0");
    window.dash_clientside.set_props(id, { error: said });
    return known ? String(number) : null;
  }

  document.addEventListener("keydown", function (event) {
    var field = event.target, way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way || !field.dataset || !field.dataset.step || !isFinite(Number(field.value))) return;
    event.preventDefault();
    var next = Number((Number(field.value) + way * field.dataset.step).toPrecision(6));
    next = Math.min(Math.max(next, field.dataset.lowest), field.dataset.highest);
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, String(next));
    field.dispatchEvent(new Event("input", { bubbles: true }));  // as if typed: taken once the hands rest
  });

  // A control: sets its key; a run by rule and a run by number replace each other.
  taijie.steer = function (values, ids, here) {
    if (!here) return stay();
    var pairs = {}, changed = false;
    new URLSearchParams(window.location.search).forEach(function (value, key) { pairs[key] = value; });
    pairs.batch = here.batch;
    (window.dash_clientside.callback_context.triggered || []).forEach(function (cause) {
      var id = JSON.parse(cause.prop_id.slice(0, cause.prop_id.lastIndexOf(".")));
      var value = cause.value, key = id.key;
      if (value === null || value === undefined || value === "") return;
      if (NUMBERS.test(key)) value = readNumber(id, String(value));
      if (value === null) return;
      var place = ids.findIndex(function (other) { return other.key === key; });
      if (place < 0 || taijie.shown(key, here) === String(value)) return;
      changed = true;
      taijie.letGo(key);
      if (key === "batch") { pairs = { batch: value, theme: pairs.theme, metric: pairs.metric }; return; }
      if (key === "beside") return beside(pairs, value, here);
      if (key === "amount") { pairs.twin = pairs.twin.split("=")[0] + "=" + value; return; }
      pairs[key] = value;
      if (key === "rule") delete pairs.run;
      if (key === "run") { delete pairs.rule; keepPoint(pairs); }
      if (key === "twin") { pairs.since = taijie.day(); pairs.run = taijie.world().run; delete pairs.rule; keepPoint(pairs); }
      if (/^(rule|run|point|a|b|twin|since|days)$/.test(key)) delete pairs.day;
      if (key === "variant") { delete pairs.rule; delete pairs.day; delete pairs.where; }
    });
    delete pairs.v;
    delete pairs.figure;
    delete pairs.format;
    return changed ? taijie.lead(window.location.pathname, query(pairs)) : stay();
  };

  // A run chosen by rule may be of any point of a design; another run by number is of the same.
  function keepPoint(pairs) {
    var world = taijie.world && taijie.world();
    if (world && world.point) pairs.point = world.point;
  }

  // A second run in the same random world, or none: both runs keep their number and point.
  function beside(pairs, value, here) {
    var first = pairs.a && pairs.b ? pairs.a : here.variant, world = taijie.world();
    ["a", "b", "variant", "rule", "day", "twin", "since", "days", "levers"].forEach(function (key) { delete pairs[key]; });
    pairs.run = world.run;
    keepPoint(pairs);
    if (value === "alone") pairs.variant = first;
    else { pairs.a = first; pairs.b = value; }
  }

  taijie.shown = function (key, here) {
    var value = here["shown_" + key];
    if (value === undefined) value = here[key];
    return value === null || value === undefined ? "" : String(value);
  };

  // Chosen rows of the table of variants become a link to their comparison: the first is the
  // baseline, the second is compared with it pair by pair, further ones are seen beside them.
  var far = null;
  taijie.compare = function (rows, here) {
    rows = rows || [];
    far = null;
    var stays = window.location.pathname + window.location.search;
    if (rows.length < 2 || !here) return [stays, "Pick two or more to compare"];
    var pairs = { batch: here.batch, a: rows[0].variant, b: rows[1].variant, metric: here.metric };
    var said = "Compare " + rows[0].variant + " with " + rows[1].variant;
    if (rows.length > 2) {
      pairs.among = rows.map(function (row) { return row.chosen; }).join(".");
      said = "Compare " + (rows.length - 1) + " variants with " + rows[0].variant;
    }
    var search = query(pairs);
    if (search.length <= SHORT) return [taijie.at("/compare") + search, said];
    far = search;
    return [stays, said];
  };

  // Chosen rows of the table of variants join the board.
  taijie.pinRows = function (rows, here) {
    var address = new URL(window.location.href), pins = (address.searchParams.get("pins") || "").split(";");
    if (!rows || !rows.length || !here) return address.pathname + address.search;
    rows.forEach(function (row) { pins.push(here.batch + ":" + row.chosen); });
    pins = pins.filter(function (pin, place) { return pin && pins.indexOf(pin) === place; }).slice(0, 8);
    var wanted = { batch: here.batch, metric: here.metric, pins: pins.join(";") };
    return taijie.at("/board") + query(wanted);
  };
  document.addEventListener("click", function (event) {
    if (far && event.target.closest && event.target.closest("#compare-link")) taijie.lead("/compare", far);
  });
})(window.dash_clientside.taijie);

// Tab leaves a long table, where arrows lead from cell to cell: no key is held in its rows.
window.dashAgGridFunctions = window.dashAgGridFunctions || {};
window.dashAgGridFunctions.leave = function () { return false; };

// Cells of ag-grid: an estimate over its interval, a variant over what is changed in it, and one
// that leads to a run's replay.
window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
window.dashAgGridComponentFunctions.Interval = function (props) {
  var React = window.React, at = String(props.value || "").indexOf(" [");
  if (at < 0) return props.value || "";
  var interval = React.createElement("small", null, props.value.slice(at + 1));
  return React.createElement("span", { className: "over" }, props.value.slice(0, at) + " ", interval);
};
window.dashAgGridComponentFunctions.Named = function (props) {
  var React = window.React;
  if (!props.data) return props.value || "";
  var changed = React.createElement("small", { title: props.data.changed }, props.data.changed);
  return React.createElement("span", { className: "named" }, props.data.title || props.value, changed);
};
window.dashAgGridComponentFunctions.RunLink = function (props) {
  var React = window.React;
  if (!props.data) return null;
  return React.createElement("a", { href: props.data.address }, props.value);
};
