// Small comforts; every page works without this file.
(function () {
  "use strict";

  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    var isOff = document.documentElement.dataset.searchKey === "off";
    if (event.key !== "/" || isOff || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) return;
    var box = document.getElementById("search-box");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  function showCopyButtons(root) {
    if (!navigator.clipboard) return;
    root.querySelectorAll("button.copy[hidden]").forEach(function (button) {
      button.hidden = false;
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button.copy");
    if (!button) return;
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      button.classList.add("is-copied");
      var said = document.createElement("span");
      said.className = "copied";
      said.setAttribute("role", "status");
      said.textContent = button.dataset.done;
      button.after(said);
      setTimeout(function () {
        said.remove();
        button.classList.remove("is-copied");
      }, 2000);
    });
  });

  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file" || !input.dataset.maxBytes) return;
    var most = Number(input.dataset.maxBytes);
    var isTooLarge = Array.from(input.files).some(function (file) { return file.size > most; });
    var words = isTooLarge ? input.dataset.tooLarge : "";
    input.setCustomValidity(words);
    var place = input.closest(".field") && input.closest(".field").querySelector("p[data-too-large]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !isTooLarge;
  });

  document.addEventListener("DOMContentLoaded", function () {
    showCopyButtons(document);
    var faults = document.querySelector("[data-focus]");
    if (faults) faults.focus();
    var current = document.querySelector(".flow [aria-current]");
    if (current) current.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  document.addEventListener("htmx:afterSwap", function (event) { showCopyButtons(event.target); });
})();
