import sanitizeHtml from 'sanitize-html';

/**
 * What GitHub leaves of the HTML in a comment.
 * Source: the allow-list of github.com/gjtorikian/html-pipeline (`SanitizationFilter`).
 */
const elements =
  'h1 h2 h3 h4 h5 h6 br b i strong em a pre code img input tt div ins del sup sub p picture ol ul ' +
  'table thead tbody tfoot blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike ' +
  'summary details caption figure figcaption abbr bdo cite dfn mark small source span time wbr';

const everywhere =
  'abbr align alt axis border cellpadding cellspacing clear color cols colspan compact coords ' +
  'datetime dir disabled headers height hspace label lang maxlength nohref noshade nowrap open ' +
  'rowspan rules scope shape size span start summary tabindex title valign vspace width aria-label';

const options: sanitizeHtml.IOptions = {
  allowedTags: elements.split(' '),
  allowedAttributes: {
    '*': everywhere.split(' '),
    a: ['href', 'rel'],
    img: ['src', 'loading'],
    source: ['srcset', 'media'],
    input: ['type', 'checked', 'disabled'],
    blockquote: ['cite'],
  },
  allowedClasses: {
    code: ['language-*'],
    li: ['task-list-item'],
    blockquote: ['alert', 'alert-*'],
    strong: ['alert-title'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  // GitHub shows pictures through its own proxy: no `data:`.
  allowedSchemesByTag: { img: ['http', 'https'], source: ['http', 'https'] },
  allowProtocolRelative: true,
  disallowedTagsMode: 'discard',
  transformTags: {
    a: (tagName, attributes) => ({ tagName, attribs: { ...attributes, rel: 'nofollow' } }),
    input: (tagName, attributes) => ({
      tagName,
      attribs: {
        type: 'checkbox',
        disabled: '',
        ...('checked' in attributes ? { checked: '' } : {}),
      },
    }),
  },
};

/** Cuts HTML to GitHub's allow-list: balanced, without scripts, styles, handlers and comments. */
export function sanitized(text: string): string {
  return sanitizeHtml(text, options);
}
