import { htmlReply } from '../http.ts';
import type { HttpReply } from '../http.ts';
import type { View } from '../shapes/view.ts';

export function answerPage(_view: View, path: string): HttpReply {
  return htmlReply(404, path);
}
