/*
 * counter.js - says below a long text (textarea[data-max]) how many characters are left, aloud only when writing rests.
 */
(function () {
  "use strict";
  var fa = new Intl.NumberFormat("fa-IR");
  Array.prototype.forEach.call(document.querySelectorAll("textarea[data-max]"), function (box) {
    var max = Number(box.getAttribute("data-max"));
    var seen = box.nextElementSibling || box.parentNode.appendChild(document.createElement("div"));
    var heard = document.createElement("div");
    var wait;
    heard.className = "sr";
    heard.setAttribute("aria-live", "polite");
    box.parentNode.appendChild(heard);
    function words() {
      var left = max - Array.from(box.value).length;
      return left >= 0 ? fa.format(left) + " نویسهٔ دیگر جا هست" : fa.format(-left) + " نویسه بیش از اندازه است";
    }
    function show() {
      seen.textContent = words();
      seen.classList.toggle("err", Array.from(box.value).length > max);
      clearTimeout(wait);
      wait = setTimeout(function () { heard.textContent = words(); }, 1500);
    }
    box.addEventListener("input", show);
    if (box.value) show();
  });
})();
