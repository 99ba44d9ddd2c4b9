/*
 * copy.js - buttons that copy a code as plain digits: <button class="js" data-copy="412880371" data-done="…">. They stay
 * hidden without script.
 */
(function () {
  "use strict";
  if (!navigator.clipboard) return;
  Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (b) {
    var said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "small";
    b.after(said);
    b.classList.remove("js");
    b.addEventListener("click", function () {
      navigator.clipboard.writeText(b.getAttribute("data-copy")).then(function () {
        said.textContent = " " + b.getAttribute("data-done");
      });
    });
  });
})();
