import { createHash } from 'node:crypto';
import type { HttpReply } from '../http.ts';
import { escapeHtml } from './html.ts';

/** A picture made from a login: its first letter, or a robot, on a colour of its own. */
export function avatar(login: string): HttpReply {
  const hue = (createHash('sha256').update(login).digest()[0] ?? 0) * 1.4;
  const letter = escapeHtml(login.slice(0, 1).toUpperCase());
  const face = login.endsWith('[bot]') ? robot : initial(letter);
  const paper = `<rect width="40" height="40" fill="hsl(${hue.toFixed(0)} 45% 42%)"/>`;
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'",
    },
    body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">${paper}${face}</svg>`,
  };
}

const robot =
  '<g fill="#fff"><rect x="9" y="14" width="22" height="16" rx="4"/><path d="M19 7h2v7h-2z"/><circle cx="20" cy="7" r="2.4"/></g>' +
  '<g fill="#24292f"><circle cx="15.5" cy="21" r="2.4"/><circle cx="24.5" cy="21" r="2.4"/><path d="M15 25.5h10v1.6H15z"/></g>';

function initial(letter: string): string {
  return `<text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${letter}</text>`;
}
