/*
 * draft.js - keeps what is being written in a form with data-draft, in this tab only (sessionStorage), until the form
 * is sent. Not kept: files, passwords, hidden inputs. The page is complete without it.
 */
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form || !window.sessionStorage) return;
  var key = "draft:" + form.getAttribute("data-draft");
  function fields() {
    return Array.prototype.filter.call(form.elements, function (x) {
      return x.name && !/^(hidden|file|password|submit|button|fieldset)$/.test(x.type);
    });
  }
  function save() {
    var kept = fields().map(function (x) {
      return [x.name, x.value, x.type === "checkbox" || x.type === "radio" ? x.checked : null];
    });
    try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch (e) { /* full or forbidden: go on without */ }
  }
  function restore() {
    var kept;
    try { kept = JSON.parse(sessionStorage.getItem(key) || "null"); } catch (e) { return; }
    if (!kept || document.querySelector(".errors")) return;
    var list = fields();
    kept.forEach(function (k) {
      list.forEach(function (x) {
        if (x.name !== k[0]) return;
        if (k[2] === null) { if (!x.value) x.value = k[1]; }
        else if (x.value === k[1]) x.checked = k[2];
      });
    });
  }
  restore();
  form.addEventListener("input", save);
  form.addEventListener("submit", function () { sessionStorage.removeItem(key); });
})();
