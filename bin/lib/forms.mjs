/** Reads HTML forms as a browser without JavaScript would; enough for our own pages, no general parser. */

const ENTITIES = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&nbsp;': ' ',
};
export const decoded = (text) =>
  text.replace(/&(?:amp|lt|gt|quot|nbsp|#39|#x27);/g, (entity) => ENTITIES[entity]);

function attribute(tag, name) {
  const found = new RegExp(`\\s${name}(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+)))?(?=[\\s/>])`, 'i').exec(
    tag,
  );
  return found ? decoded(found[1] ?? found[2] ?? found[3] ?? '') : undefined;
}

/** Every form of the page: where it posts to, what it carries when nothing is typed, and its buttons. */
export function formsOf(html, pageUrl) {
  return [...html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/gi)].map(([whole, inside]) => {
    const open = whole.slice(0, whole.indexOf('>') + 1);
    const fields = new URLSearchParams();
    const buttons = [];
    for (const [tag, kind] of inside.matchAll(/<(input|button)\b[^>]*>/gi)) {
      const name = attribute(tag, 'name');
      const type = (
        attribute(tag, 'type') ?? (kind.toLowerCase() === 'button' ? 'submit' : 'text')
      ).toLowerCase();
      if (type === 'submit')
        buttons.push({
          name,
          value: attribute(tag, 'value') ?? '',
          formaction: attribute(tag, 'formaction'),
        });
      else if (name && (!['radio', 'checkbox'].includes(type) || attribute(tag, 'checked') !== undefined)) {
        fields.append(name, attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : ''));
      }
    }
    return {
      action: new URL(attribute(open, 'action') || pageUrl, pageUrl).href,
      method: (attribute(open, 'method') ?? 'get').toUpperCase(),
      fields,
      buttons,
      names: [...inside.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/gi)].map(([tag]) =>
        attribute(tag, 'name'),
      ),
    };
  });
}

/** Links of the page as absolute addresses. */
export function linksOf(html, pageUrl) {
  return [...html.matchAll(/<a\b[^>]*>/gi)]
    .map(([tag]) => attribute(tag, 'href'))
    .filter((href) => href !== undefined)
    .map((href) => new URL(href, pageUrl).href);
}

/** What a reader sees: tags and scripts gone, spaces as one. */
export function textOf(html) {
  return decoded(html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]+>/g, ' ')).replace(
    /\s+/g,
    ' ',
  );
}
