import DOMPurify from "dompurify";
import { Marked, type TokenizerAndRendererExtension } from "marked";

/** What may stand in rendered Markdown. Raw HTML of the source is shown as text and never gets here. */
const ALLOWED = {
  // prettier-ignore
  ALLOWED_TAGS: [
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "li", "ol", "p",
    "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
  ],
  ALLOWED_ATTR: ["href", "title", "class", "src", "alt", "type", "checked", "disabled", "start", "target", "rel"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|\/(?!\/)|#)/i,
};

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** ` @name`: letters, digits and inner hyphens, up to 39 characters, after white space or at the start. */
const MENTION = /^@([a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38})/i;

function mentions(me: string): TokenizerAndRendererExtension {
  return {
    name: "mention",
    level: "inline",
    start: (source) => source.match(/(?:^|\s)@[a-z\d]/i)?.index,
    tokenizer(source) {
      const found = MENTION.exec(source);
      return found ? { type: "mention", raw: found[0], name: found[1] } : undefined;
    },
    renderer: (token) => {
      const name = String(token.name);
      return `<span class="mention${name === me ? " me" : ""}">@${escape(name)}</span>`;
    },
  };
}

/**
 * Markdown as HTML that is safe to show: GitHub flavoured, line breaks kept, no raw HTML, links open elsewhere.
 * The server keeps `<` and `>` as `&lt;` and `&gt;`, which is undone first.
 */
export function renderMarkdown(stored: string, me = ""): string {
  const text = stored.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const marked = new Marked({
    gfm: true,
    breaks: true,
    extensions: [mentions(me)],
    renderer: { html: ({ text: raw }) => escape(raw) },
  });
  const html = marked.parse(text, { async: false });
  const template = document.createElement("template");
  template.innerHTML = DOMPurify.sanitize(html, ALLOWED);
  for (const link of template.content.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const box of template.content.querySelectorAll("input")) {
    if (box.type === "checkbox") box.disabled = true;
    else box.remove();
  }
  return template.innerHTML;
}
