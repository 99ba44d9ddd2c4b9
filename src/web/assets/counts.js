/*
 * counts.js - keeps the in-tray's counts in the masthead fresh: asks the address in data-counts once a minute while the
 * page is looked at. Errors are silent: the numbers of the page as loaded stay.
 */
(function () {
  "use strict";
  var place = document.querySelector("[data-counts]");
  if (!place || !window.fetch) return;
  var fa = new Intl.NumberFormat("fa-IR");
  function put(n, word, late) {
    if (!n) return;
    var x = document.createElement("span");
    var hidden = document.createElement("span");
    x.className = late ? "count late" : "count";
    x.title = word;
    x.textContent = fa.format(n);
    hidden.className = "sr";
    hidden.textContent = " " + word;
    x.appendChild(hidden);
    place.appendChild(x);
  }
  function ask() {
    if (document.hidden) return;
    fetch(place.getAttribute("data-counts"), { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (r) { return r.ok && !r.redirected ? r.json() : null; })
      .then(function (c) {
        if (!c) return;
        place.textContent = "";
        put(c.new, "تازه", false);
        put(c.late, "دیرشده", true);
      })
      .catch(function () {});
  }
  setInterval(ask, 60000);
  document.addEventListener("visibilitychange", ask);
})();
