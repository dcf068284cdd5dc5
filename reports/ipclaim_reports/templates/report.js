// Everything can be read without this script. It adds a filter, and opens what a link leads into.
(() => {
  const tools = document.getElementById("tools");
  const claims = [...document.querySelectorAll("[data-verdict]")];
  const groups = [...document.querySelectorAll("[data-group]")];
  const field = tools.querySelector("input");
  const buttons = [...tools.querySelectorAll("button[data-show]")];
  const count = tools.querySelector("output");
  const said = new Map(claims.map((claim) => [claim, claim.textContent.toLowerCase()]));

  const apply = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(
      buttons.filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.dataset.show));
    const filtering = words.length > 0 || verdicts.size > 0;
    let shown = 0;
    for (const claim of claims) {
      const match = (verdicts.size === 0 || verdicts.has(claim.dataset.verdict))
        && words.every((word) => said.get(claim).includes(word));
      claim.hidden = !match;
      shown += match ? 1 : 0;
    }
    for (const group of groups) {
      const some = [...group.querySelectorAll("[data-verdict]")].some((claim) => !claim.hidden);
      group.hidden = filtering && !some;
      if (group.tagName === "DETAILS") group.open = filtering && some;
    }
    count.hidden = !filtering;
    count.querySelector("b").textContent = `${shown} / ${claims.length}`;
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!pressed));
      apply();
    });
  }
  field.addEventListener("input", apply);

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const own = target.querySelector(":scope > .body > details");
    if (own) own.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  tools.hidden = false;
  reveal();
})();
