// The sentence above the signature counts the ticked vials; without this file the server counts.
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", function () {
    var section = document.querySelector("section[data-signing]");
    var place = section && section.querySelector(".meaning strong");
    if (!place) return;

    function write() {
      var ticked = section.querySelectorAll("input[type=checkbox]:checked").length;
      var choice = section.querySelector("select");
      var decision = choice.value ? choice.selectedOptions[0].text : section.dataset.undecided;
      place.textContent = section.dataset.signing
        .replace("{count}", String(ticked))
        .replace("{decision}", decision);
    }

    section.addEventListener("change", write);
    write();
  });
})();
