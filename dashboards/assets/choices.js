// Long tables: the order of their rows and the rows chosen stand in the address, as all else does.
// The page is not drawn anew for them; a link, a reload or another control brings them back.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var SHORT = 2000;  // characters of a query; more chosen rows lead on by their button alone
  var asked = null, pending = [];

  function write(changes) {
    var address = new URL(window.location.href);
    Object.keys(changes).forEach(function (key) {
      if (changes[key]) address.searchParams.set(key, changes[key]);
      else address.searchParams.delete(key);
    });
    if (address.search.length > SHORT || address.href === window.location.href) return;
    window.history.replaceState(window.history.state, "", address);
  }

  taijie.sorted = function () {
    (window.dash_clientside.callback_context.triggered || []).forEach(function (cause) {
      var model = cause.value && cause.value.sortModel;
      if (!model) return;
      write({ sort: model.map(function (one) { return (one.sort === "desc" ? "-" : "") + one.colId; }).join(",") });
    });
  };

  // What the fields of the list of batches ask for: the form is not drawn anew while somebody types.
  taijie.sift = function (values, ids) {
    var changes = {};
    ids.forEach(function (id, place) {
      var value = values[place];
      changes[id.key] = Array.isArray(value) ? value.join(",") : value;
    });
    write(changes);
  };

  // A form that was saved closes; one that was typed into meanwhile stays, and says so.
  taijie.closeSavedForm = function (of) {
    var stay = window.dash_clientside.no_update;
    if (!of || !of.saved) return [stay, stay];
    var now = Array.prototype.slice.call(arguments, 1);
    if (JSON.stringify(now) === JSON.stringify(of.saved)) return [false, stay];
    return [stay, "Saved as it stood. What was typed since then is not saved yet: press Save again."];
  };

  // Rows that the address names are chosen as soon as they have come, in its order.
  taijie.restore = function (answer, here) {
    if (!answer || !here) return;
    if (asked !== here) {
      asked = here;
      pending = here.among ? here.among.split(".") : [];
    }
    if (pending.length) window.setTimeout(choose, 0, 0);
  };

  function choose(again) {
    var api = window.dash_ag_grid && window.dash_ag_grid.getApi({ type: "grid", table: "variants" }), nodes = {};
    if (api) api.forEachNode(function (node) { if (node.data) nodes[node.data.chosen] = node; });
    if (!Object.keys(nodes).length) {
      if (again < 40) window.setTimeout(choose, 50, again + 1);
      return;
    }
    pending = pending.filter(function (name) {
      if (nodes[name]) nodes[name].setSelected(true);
      return !nodes[name];
    });
  }

  taijie.keepChosen = function (rows, here) {
    if (!here || asked !== here || !rows) return;
    var names = rows.map(function (row) { return row.chosen; });
    write({ among: names.concat(pending).join("."), view: null });
  };
})(window.dash_clientside.taijie);
