// The desk's own script: what plain forms and links do already, made quicker. Without it every page works.
"use strict";

const $ = (query, within = document) => within.querySelector(query);
const all = (query, within = document) => [...within.querySelectorAll(query)];
const tell = (words) => { $("#told").textContent = words; };
const typing = (at) => at instanceof HTMLElement && at.matches("input:not([type=checkbox]), textarea, select");

// ---- claims and their words, lit both ways

function light(claim, on) {
  if (!claim) return;
  for (const span of all(`[data-c~="${claim}"]`)) span.classList.toggle("lit", on);
  $(`#c-${claim}`)?.classList.toggle("lit", on);
}
const claimOf = (at) => at.closest?.("[data-claim]")?.dataset.claim || at.closest?.("[data-c]")?.dataset.c.split(" ")[0];

for (const [begins, ends] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(begins, (e) => light(claimOf(e.target), true));
  document.addEventListener(ends, (e) => light(claimOf(e.target), false));
}
document.addEventListener("click", (e) => {
  const words = e.target.closest?.("[data-c]");
  if (words && String(getSelection()) === "") $(`#c-${words.dataset.c.split(" ")[0]}`)?.focus();
});

// ---- from claim to claim

const claims = () => {
  const some = all("[data-claim]");
  return (some.length ? some : all("[form=choice]")).filter((c) => c.offsetParent !== null);
};
function step(by) {
  const some = claims();
  if (!some.length) return;
  const now = some.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
  const next = now < 0 ? (by > 0 ? 0 : some.length - 1) : Math.max(0, Math.min(some.length - 1, now + by));
  some[next].focus();
  some[next].scrollIntoView({ block: "nearest" });
}
function act(key) {
  const held = document.activeElement.closest?.("[data-claim]");
  const target = held ? $(`[data-do="${key}"]`, held) : null;
  if (target) target.click();
  return Boolean(target);
}

// ---- words of the text, into the field that was last used

let field = null;
const codePoints = (text) => [...text].length;

function offset(node, at) {
  // The place in the report's text, in code points: the piece's own, and what stands before it in it.
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-at]");
  if (!piece) return null;
  const before = document.createRange();
  before.setStart(piece, 0);
  before.setEnd(node, at);
  return Number(piece.dataset.at) + codePoints(before.toString());
}
function ends(range) {
  // Selections may begin or end beside the pieces (in the margin, between passages): the pieces inside count.
  const inside = all(".words [data-at]").filter((piece) => range.intersectsNode(piece));
  if (!inside.length) return null;
  const last = inside[inside.length - 1];
  const start = offset(range.startContainer, range.startOffset) ?? Number(inside[0].dataset.at);
  const end = offset(range.endContainer, range.endOffset) ?? Number(last.dataset.at) + codePoints(last.textContent);
  return start < end ? [start, end] : null;
}
function textBetween(start, end) {
  let said = "";
  for (const piece of all(".words [data-at]")) {
    const at = Number(piece.dataset.at);
    const letters = [...piece.textContent];
    said += letters.slice(Math.max(0, start - at), Math.max(0, end - at)).join("");
    if (at + letters.length < end && at + letters.length > start) said += /\s$/.test(said) ? "" : " ";
  }
  return said;
}
function take(more) {
  const chosen = getSelection();
  if (!field || !chosen.rangeCount || chosen.isCollapsed) return false;
  if (!chosen.anchorNode?.parentElement?.closest(".words")) return false;
  let pair = ends(chosen.getRangeAt(0));
  if (!pair) return false;
  let said = textBetween(...pair);
  const lead = codePoints(said) - codePoints(said.trimStart());
  pair = [pair[0] + lead, pair[0] + lead + codePoints(said.trim())];
  said = said.trim().replace(/\s+/g, " ");
  if (!said) return false;
  const held = more ? field.value.match(/^@([\d,-]+)\s+(.*)$/s) : null;
  const places = held ? `${held[1]},${pair.join("-")}` : pair.join("-");
  field.value = `@${places} ${held ? `${held[2]} … ` : ""}${said}`;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  tell(field.value);
  return true;
}
document.addEventListener("focusin", (e) => {
  if (e.target.matches?.("[data-words]")) {
    field = e.target;
    document.body.classList.add("picking");
  } else if (typing(e.target)) field = null;
});
document.addEventListener("mouseup", (e) => {
  if (field && e.target.closest?.(".words")) take(e.ctrlKey || e.metaKey);
});

// ---- selecting words without a mouse: v, arrows by word, Enter

let caret = false;
function startCaret() {
  const held = field ? $(`[data-c~="${field.closest(".panel")?.previousElementSibling?.dataset.claim}"]`) : null;
  const from = held || $(`[data-c~="${claimOf(document.activeElement)}"]`) || $(".words [data-at]");
  if (!from?.firstChild) return;
  caret = true;
  getSelection().setBaseAndExtent(from.firstChild, 0, from.firstChild, 0);
  getSelection().modify("extend", "forward", "word");
  document.activeElement.blur();
  from.scrollIntoView({ block: "nearest" });
  tell(String(getSelection()));
}
function moveCaret(e) {
  const ways = { ArrowRight: ["forward", "word"], ArrowLeft: ["backward", "word"], ArrowDown: ["forward", "line"], ArrowUp: ["backward", "line"] };
  if (ways[e.key]) {
    getSelection().modify(e.shiftKey ? "extend" : "move", ...ways[e.key]);
    tell(String(getSelection()) || " ");
  } else if (e.key === "Enter") {
    const used = take(e.ctrlKey);
    caret = false;
    if (used) field.focus();
  } else if (e.key === "Escape") {
    caret = false;
    getSelection().removeAllRanges();
    field?.focus();
  } else return false;
  return true;
}

// ---- keys

let go = false;
document.addEventListener("keydown", (e) => {
  if (e.altKey || e.metaKey || (e.ctrlKey && !caret)) return;
  if (caret && moveCaret(e)) { e.preventDefault(); return; }
  if (e.key === "Escape") {
    if (typing(document.activeElement)) document.activeElement.blur();
    else $("[data-do=escape]")?.click();
    return;
  }
  if (typing(document.activeElement)) return;
  let used = true;
  if (go) {
    go = false;
    const link = $(`[data-go="${CSS.escape(e.key)}"]`);
    if (link) link.click(); else used = false;
  } else if (e.key === "g") go = true;
  else if (e.key === "j") step(1);
  else if (e.key === "k") step(-1);
  else if (e.key === "v") startCaret();
  else if (e.key === "/") $("[data-search], a[href='/search']")?.focus();
  else if (e.key === "?") $("[data-key='?']")?.click();
  else if (e.key === "Enter" && document.activeElement.matches?.("[data-claim]")) {
    const more = $("details", document.activeElement);
    if (more) more.open = !more.open;
  } else if (e.key === "x") used = toggle();
  else if (e.key === "m" && $("#choice details")) {
    $("#choice details").open = true;
    $("#m-why").focus();
  }
  else if ("arcsmnu".includes(e.key) && e.key.length === 1) used = act(e.key);
  else used = false;
  if (used) e.preventDefault();
});

// ---- one decision without losing the place: the page comes back, and takes the place of the old one

document.addEventListener("submit", async (e) => {
  const form = e.target;
  const button = e.submitter;
  if (form.id !== "act" || !button) return;
  e.preventDefault();
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = $("main", page);
  if (!main) { tell(answer.statusText); return; }
  const claim = button.value.split(" ")[1];
  const at = document.documentElement.scrollTop;
  $("main").replaceWith(document.adoptNode(main));
  document.title = page.title;
  if (answer.ok) {
    document.documentElement.scrollTop = at;
    const held = $(`#c-${claim}`);
    held?.focus({ preventScroll: true });
    tell($(".tag", held || document)?.textContent || "");
  } else {
    scrollTo(0, 0);
    $("main").focus();
  }
});

// ---- the inbox: drop anywhere, see it being read

function inbox() {
  const form = $("[data-drop]");
  if (form) {
    for (const kind of ["dragenter", "dragover"]) {
      document.addEventListener(kind, (e) => { e.preventDefault(); form.classList.add("over"); });
    }
    document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) form.classList.remove("over"); });
    document.addEventListener("drop", (e) => {
      e.preventDefault();
      form.classList.remove("over");
      if (!e.dataTransfer.files.length) {
        $("[name=text]", form).value = e.dataTransfer.getData("text/plain");
        return;
      }
      $("[name=files]", form).files = e.dataTransfer.files;
      form.requestSubmit();
    });
  }
  watch();
}
async function watch() {
  const list = $("#dropped");
  if (!list || list.dataset.busy !== "yes") return;
  await new Promise((done) => { setTimeout(done, 500); });
  try {
    const answer = await fetch("/inbox/progress");
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = $("#dropped", page);
      if (fresh && fresh.innerHTML !== list.innerHTML) {
        const open = document.activeElement.closest?.("#dropped");
        if (!open || fresh.dataset.busy !== "yes") list.replaceWith(document.adoptNode(fresh));
      } else if (fresh) list.dataset.busy = fresh.dataset.busy;
      if (fresh?.dataset.busy !== "yes") tell(all(".s-tag").map((tag) => tag.textContent).join(", "));
    }
  } catch { await new Promise((done) => { setTimeout(done, 2000); }); }
  watch();
}

// ---- boxes ticked in lists: kept from page to page until this tab is closed

function boxes() {
  const form = $("#choice");
  if (!form) return;
  const held = new Set(JSON.parse(sessionStorage.getItem("ticked") || "[]"));
  const here = all("[type=checkbox][form=choice]");
  const name = (box) => `${box.name} ${box.value}`;
  for (const kept of all("[data-kept]", form)) held.add(name(kept));
  const show = () => {
    for (const old of all("[data-kept]", form)) old.remove();
    const away = [...held].filter((one) => !here.some((box) => name(box) === one));
    for (const one of away) {
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name: one.split(" ")[0], value: one.split(" ")[1] });
      kept.dataset.kept = "";
      form.append(kept);
    }
    const line = $("[data-elsewhere]", form);
    line.hidden = !held.size;
    $("span", line).textContent = line.dataset.elsewhere.replace("#", held.size);
    sessionStorage.setItem("ticked", JSON.stringify([...held]));
  };
  for (const box of here) {
    if (box.checked) held.add(name(box));
    box.checked = held.has(name(box));
    box.addEventListener("change", () => { if (box.checked) held.add(name(box)); else held.delete(name(box)); show(); });
  }
  $("[data-untick]", form).addEventListener("click", () => {
    held.clear();
    for (const box of here) box.checked = false;
    show();
    here[0]?.focus();
  });
  form.addEventListener("submit", (e) => { if (e.submitter?.value === "merge") sessionStorage.removeItem("ticked"); });
  show();
}
const toggle = () => {
  const line = document.activeElement.closest?.("li, tr");
  const box = line && $("[form=choice]", line);
  if (box) box.click();
  return Boolean(box);
};

// ---- who judges: said once, and not again in the next form

document.addEventListener("change", (e) => {
  if (e.target.name === "by") sessionStorage.setItem("by", e.target.value);
});
for (const by of all("[name=by]")) by.value ||= sessionStorage.getItem("by") || "";

// ---- arriving

inbox();
boxes();
const panel = $("#panel");
if (panel) {
  ($(".bad input, .bad textarea", panel) || $("input:not([type=hidden]), textarea", panel))?.focus({ preventScroll: true });
  panel.previousElementSibling?.scrollIntoView({ block: "start" });
} else if (location.hash.startsWith("#c-")) $(CSS.escape(location.hash).replace("\\#", "#"))?.focus();
