// A folder dropped anywhere on the form becomes the files of its field; the page works without it.
(function () {
  "use strict";

  function readAll(reader, found) {
    return new Promise(function (resolve) {
      reader.readEntries(function (entries) {
        if (!entries.length) return resolve(found);
        readAll(reader, found.concat(entries)).then(resolve);
      }, function () { resolve(found); });
    });
  }

  function filesOf(entry) {
    if (!entry) return Promise.resolve([]);
    if (entry.isFile) {
      return new Promise(function (resolve) {
        entry.file(function (file) { resolve([file]); }, function () { resolve([]); });
      });
    }
    return readAll(entry.createReader(), []).then(function (entries) {
      return Promise.all(entries.map(filesOf)).then(function (parts) { return parts.flat(); });
    });
  }

  function droppedFiles(transfer) {
    var entries = Array.from(transfer.items || []).map(function (item) {
      return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    });
    if (!entries.some(Boolean)) return Promise.resolve(Array.from(transfer.files));
    return Promise.all(entries.map(filesOf)).then(function (parts) { return parts.flat(); });
  }

  function faultOf(form, files) {
    var bytes = files.reduce(function (sum, file) { return sum + file.size; }, 0);
    if (files.length > Number(form.dataset.mostFiles)) return form.dataset.tooMany;
    return bytes > Number(form.dataset.mostBytes) ? form.dataset.tooLarge : "";
  }

  function inputs(form) {
    return Array.from(form.querySelectorAll("input[type=file]"));
  }

  function show(form) {
    var files = inputs(form).flatMap(function (input) { return Array.from(input.files); });
    var fault = faultOf(form, files);
    var place = form.querySelector("[data-drop-error]");
    place.textContent = fault;
    place.hidden = !fault;
    inputs(form)[0].setCustomValidity(fault);
    var status = form.querySelector("[data-drop-status]");
    status.textContent = files.length ? status.dataset.words + " " + files.length : "";
    return !fault;
  }

  function listen(form) {
    form.querySelector(".drop-words").hidden = false;
    form.classList.add("takes-drops");
    ["dragenter", "dragover"].forEach(function (name) {
      form.addEventListener(name, function (event) {
        event.preventDefault();
        form.classList.add("is-over");
      });
    });
    form.addEventListener("dragleave", function (event) {
      if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
    });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("is-over");
      droppedFiles(event.dataTransfer).then(function (files) {
        var held = new DataTransfer();
        files.forEach(function (file) { held.items.add(file); });
        inputs(form)[0].files = held.files;
        show(form);
      });
    });
    form.addEventListener("change", function (event) {
      if (event.target.type === "file") show(form);
    });
    form.addEventListener("submit", function (event) {
      if (!show(form)) event.preventDefault();
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form.drop-zone").forEach(listen);
  });
})();
