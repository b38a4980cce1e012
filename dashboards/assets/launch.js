// The launch form: what stands in its fields is read from the page, kept in the address, and sent for
// its plan once the hands rest. Nothing is written into a field here, except where a button says so.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
window.dashMantineFunctions = window.dashMantineFunctions || {};
// The server has searched already, in meanings too, so every option it sent is shown, but only for the
// words it was sent for: no option is there to be pressed that its answer would move or take away.
window.dashMantineFunctions.optionsOfWords = function (found) {
  var answer = found.options.filter(function (option) { return option.words === found.search; });
  if (!answer.length) return [{ value: "", label: "Searching …", disabled: true }];
  return answer.filter(function (option) { return option.value; });
};
(function (taijie) {
  "use strict";
  var LONGEST = 3900;  // characters of an address that are read
  var REST = 350, WRITE = 200;  // milliseconds: without a key before a plan is asked; between addresses
  var KEPT = "taijie-form";
  var picked = {}, card = null, current = null, asked = null, awaited = null, ready = null;
  var asking = null, writing = null, written = 0, early = {}, earlyOf = null;

  function idOf(element) {
    if (element.id[0] !== "{") return null;
    try { return JSON.parse(element.id); } catch (error) { return null; }
  }

  function fields() {
    return Array.from(document.querySelectorAll('.form [id^="{"]')).map(function (element) {
      return { element: element, id: idOf(element) };
    }).filter(function (field) { return field.id && field.id.type === "set"; });
  }

  function fieldOf(key) {
    var found = fields().filter(function (field) { return field.id.key === key; })[0];
    return found && found.element;
  }

  function isOut(element) {
    var row = element.closest(".lever");
    return row !== null && row.hidden;
  }

  // As the server reads it: what would end a text, or could not stand in an address, is escaped.
  function escaped(text) {
    return text.replace(/\p{Surrogate}/gu, "\ufffd")
      .replace(/[%;]|(?! )[\p{Z}\p{C}]/gu, encodeURIComponent);
  }

  function collected() {
    return fields().filter(function (field) { return !isOut(field.element); })
      .map(function (field) {
        var text = field.id.as === "pick" ? picked[field.id.key] || "" : field.element.value;
        var stays = text.trim() !== "" || field.element.closest(".lever");  // an open row stays open
        return stays ? field.id.key + "=" + escaped(text) : "";
      }).filter(Boolean).join(";");
  }

  function search(text) {
    var query = new URLSearchParams(window.location.search);
    query.set("v", "1");
    query.delete("view");
    query.delete("set");
    if (text) query.set("set", text);
    return "?" + query.toString().replace(/%3B/g, ";").replace(/%3D/g, "=").replace(/%2C/g, ",")
      .replace(/%5B/g, "[").replace(/%5D/g, "]");
  }

  // The address follows without a new page; browsers take a few of these a second.
  function write() {
    window.clearTimeout(writing);
    var wait = written + WRITE - Date.now();
    if (wait > 0) writing = window.setTimeout(writeAtOnce, wait);
    else writeAtOnce();
  }

  function writeAtOnce() {
    window.clearTimeout(writing);
    writing = null;
    if (!card || !card.isConnected || !taijie.isOn("/launch")) return;
    written = Date.now();
    var address = search(current), long = address.length > LONGEST;
    if (!long && address !== window.location.search) putAddress(address);
    var place = document.getElementById("long-said");
    if (place) place.textContent = long ? "This form is too long for an address: a copied link has not all of it." : "";
  }

  function putAddress(address) {
    window.history.replaceState(window.history.state, "", window.location.pathname + address);
  }

  function keep(text) {
    try { window.sessionStorage.setItem(KEPT, text); } catch (error) { /* storage may be forbidden */ }
  }

  function kept() {
    try { return window.sessionStorage.getItem(KEPT); } catch (error) { return null; }
  }

  function ask() {
    window.clearTimeout(asking);
    if (!card || !card.isConnected || current === asked) return;
    asked = current;
    window.dash_clientside.set_props("plan-asked", { data: current });
  }

  // What is typed before what is picked is known stays too: beside the form as it was sent.
  function keepEarly(now, element) {
    var id = element && idOf(element);
    if (!id || id.type !== "set" || id.as === "pick") return;
    if (now !== earlyOf) { earlyOf = now; early = {}; }
    early[id.key] = element.value;
    var parts = now.dataset.form.split(";").filter(function (part) {
      return part && !(part.split("=")[0] in early);
    });
    Object.keys(early).forEach(function (key) {
      if (early[key].trim() !== "") parts.push(key + "=" + escaped(early[key]));
    });
    var text = parts.join(";");
    keep(text);
    if (search(text).length <= LONGEST && taijie.isOn("/launch")) putAddress(search(text));
  }

  function look(element) {
    var now = document.getElementById("card-plan");
    if (now && now !== ready) keepEarly(now, element);
    if (!now || now !== ready) return;  // what is picked is not known yet
    if (now !== card) {  // another page was drawn: its plan is under way
      card = now;
      current = asked = card.dataset.form;
    }
    var text = collected();
    if (text === current) return;
    current = text;
    card.dataset.form = text;
    card.classList.add("stale");
    window.dash_clientside.set_props({ type: "form-shown", key: "form" }, { data: text });
    keep(text);
    write();
    window.clearTimeout(asking);
    asking = window.setTimeout(ask, REST);
  }

  taijie.form = function (values, ids) {
    picked = {};
    ids.forEach(function (id, place) {
      if (id.as !== "pick") return;
      var value = values[place];
      picked[id.key] = [].concat(value || []).map(function (one) { return one.trim(); }).join(",");
    });
    ready = document.getElementById("card-plan");
    window.setTimeout(function () { look(); }, 0);
    return window.dash_clientside.no_update;
  };

  taijie.planned = function () {
    window.setTimeout(function () {
      var plan = document.querySelector("#plan [data-form]");
      if (card && plan) card.classList.toggle("stale", plan.dataset.form !== card.dataset.form);
    }, 0);
  };

  // A lever is opened below the others; one that was taken out comes back as it was.
  taijie.openLever = function (path) {
    if (!path) return;
    window.dash_clientside.set_props("lever-search", { value: null, searchValue: "" });
    var field = fieldOf(path);
    if (field) {
      field.closest(".lever").hidden = false;
      field.focus();
      look();
    } else {
      var free = Array.from(document.querySelectorAll("#levers > div")).findIndex(function (place) {
        return !place.firstElementChild && !place.dataset.taken;
      });
      if (free < 0) return;
      document.querySelectorAll("#levers > div")[free].dataset.taken = path;
      awaited = path;
      window.dash_clientside.set_props("lever-wanted", { data: { path: path, place: free } });
      arrive(0);
    }
  };

  // The field that was asked for is entered once it is there, unless the hands have gone on meanwhile.
  function arrive(again) {
    var field = awaited && fieldOf(awaited), now = document.activeElement;
    if (awaited && !field && again < 100) window.setTimeout(arrive, 50, again + 1);
    if (!field) return;
    awaited = null;
    if (now === document.body || (now.id === "lever-search" && !now.value)) field.focus();
  }

  document.addEventListener("input", function (event) {
    if (event.target.closest && event.target.closest(".form")) look(event.target);
  });
  document.addEventListener("change", function (event) {
    if (event.target.closest && event.target.closest(".form")) { look(); ask(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.closest && event.target.closest(".form")) { look(); ask(); }
  });

  function fill(key, text) {
    window.dash_clientside.set_props({ type: "set", key: key, as: "text" }, { value: text });
    window.setTimeout(function () { look(); ask(); }, 60);
  }

  // A click may leave the page: its address has the last key by then, as the way back leads to it.
  document.addEventListener("click", function () { if (writing !== null) writeAtOnce(); }, true);

  // The way back to the form leads to it as it was left; on the page itself there is nothing to do.
  function back(event) {
    var link = event.target.closest && event.target.closest('nav a[href^="' + taijie.at("/launch") + '"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    var here = taijie.isOn("/launch") && document.querySelector(".form");
    var text = kept();
    if (!here && !text) return;
    event.preventDefault();
    event.stopPropagation();
    if (here) return;
    var query = new URLSearchParams(link.search);
    query.set("set", text);
    window.dash_clientside.set_props("url", { pathname: taijie.at("/launch"), search: "?" + query.toString() });
  }
  document.addEventListener("click", back, true);

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button, a");
    if (!button) return;
    if (button.id === "form-anew") {
      try { window.sessionStorage.removeItem(KEPT); } catch (error) { /* as above */ }
    } else if (button.dataset.out) {
      button.closest(".lever").hidden = true;
      document.getElementById("lever-search").focus();
      look();
      ask();
    } else if (button.dataset.fill) fill(button.dataset.fill, button.dataset.text);
    else if (button.classList.contains("copy-text")) copy(button);
  });

  function copy(button) {
    var said = button.textContent;
    function done(text) {
      button.textContent = text;
      window.setTimeout(function () { button.textContent = said; }, 1500);
    }
    if (!navigator.clipboard) return done("Copy it above");
    navigator.clipboard.writeText(button.dataset.copy).then(
      function () { done("Copied"); }, function () { done("Copy it above"); });
  }
})(window.dash_clientside.taijie);
