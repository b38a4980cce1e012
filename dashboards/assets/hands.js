// What hands are on stays while a page is drawn anew: a text half typed, or a list just opened. The new
// page knows of neither, so that its fields would go back to what its address says.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var typed = null;  // {id, text} of the field last typed into, until the page knows what it says
  var opened = null;  // id of the field whose list is open

  function isNumber(field) { return /numeric|decimal/.test(field.inputMode); }

  // The launch form is never drawn anew: what is typed there is kept by its own script.
  function findField(target) {
    var root = target.closest && target.closest(".controls, .picks, .search, .pick, .control");
    var field = target.matches && target.matches("input") ? target : root && root.querySelector("input");
    return root && field && field.id && !field.closest(".form, [role=dialog] #label-form") ? field : null;
  }

  function keep(target) {
    var field = findField(target);
    if (field) window.setTimeout(function () { typed = { id: field.id, text: field.value }; }, 0);
  }

  // The page knows of it, or something else was done since.
  taijie.letGo = function (key) {
    if (!typed) return;
    var at = document.activeElement;
    if (typed.id.indexOf('"key":"' + key + '"') > 0 || !at || at.id !== typed.id) typed = null;
  };

  function typeAgain(field, text) {
    Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A field that was made anew has lost its hands to no other.
  function isIn(field, at) { return field === at || !at || at === document.body; }

  function leaves(target) {
    var left = typed && document.getElementById(typed.id), now = findField(target);
    return Boolean(left) && !isNumber(left) && left !== now;
  }

  // Called when a page has been drawn.
  taijie.takeUp = function () {
    var before = typed, list = opened;
    window.setTimeout(function () {
      var at = document.activeElement, field = before && document.getElementById(before.id);
      if (before && !field) typed = null;
      if (field && before === typed && field.value !== before.text && (isNumber(field) || isIn(field, at))) {
        if (!isNumber(field)) field.focus();
        typeAgain(field, before.text);
      } else if (at && list && at.id === list && !at.dataset.expanded) at.click();
    }, 0);
  };

  function noteList() {
    window.setTimeout(function () {
      var at = document.activeElement;
      opened = at && at.dataset.expanded ? at.id : null;
    }, 0);
  }

  document.addEventListener("input", function (event) { keep(event.target); noteList(); });
  document.addEventListener("keydown", function (event) {
    var field = event.target.closest && event.target.closest("input");
    if (!field) return;
    if (isNumber(field)) {
      if (event.key === "ArrowUp" || event.key === "ArrowDown") keep(field);
    } else if (/^(Enter|Escape|Tab)$/.test(event.key)) typed = null;
  });
  document.addEventListener("mousedown", function (event) {
    var step = event.target.closest && event.target.closest("[class*=NumberInput-control]");
    if (step) keep(step);
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest) return;
    if (event.target.closest("a, [role=option]") || leaves(event.target)) typed = null;
    noteList();
  }, true);
  document.addEventListener("keyup", noteList);
  document.addEventListener("focusin", noteList);
  window.addEventListener("popstate", function () { typed = null; });
})(window.dash_clientside.taijie);
