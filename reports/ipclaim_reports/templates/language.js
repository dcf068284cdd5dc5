"use strict";
// Both languages can be read without this script. It tells the browser which one is shown, and remembers it.
(() => {
  const languages = [...document.querySelectorAll("input[name=language]")];
  const speak = () => {
    document.documentElement.lang = languages.find((input) => input.checked).value;
  };
  // A browser may refuse to remember anything of a local file, and then the default has to do.
  try {
    const kept = languages.find((input) => input.id === localStorage.getItem("ipclaim-language"));
    if (kept) kept.checked = true;
  } catch { }
  for (const input of languages) {
    input.addEventListener("change", () => {
      speak();
      try { localStorage.setItem("ipclaim-language", input.id); } catch { }
    });
  }
  speak();
})();
