import type { ApiCall } from './call.ts';
import type { ApiReply } from './reply.ts';

/** Source: docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api. */
const defaultPerPage = 30;
const maxPerPage = 100;

export interface Page<T> {
  readonly items: readonly T[];
  /** `Link`, absent when everything fits on one page. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Cuts the page that the call asks for; more than 100 per page is taken as 100. */
export function pageOf<T>(call: ApiCall, all: readonly T[]): Page<T> {
  const perPage = Math.min(positive(call.query['per_page'], defaultPerPage), maxPerPage);
  const page = positive(call.query['page'], 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    headers: last > 1 ? { link: linkHeader(call, page, last) } : {},
  };
}

/** A list whose body is the array itself. */
export function pagedList<T>(
  call: ApiCall,
  all: readonly T[],
  shape: (item: T) => unknown,
): ApiReply {
  const { items, headers } = pageOf(call, all);
  return { status: 200, body: items.map(shape), headers };
}

/** A list inside an object, beside `total_count`. */
export function countedList<T>(
  call: ApiCall,
  name: string,
  all: readonly T[],
  shape: (item: T) => unknown,
): ApiReply {
  const { items, headers } = pageOf(call, all);
  return { status: 200, body: { total_count: all.length, [name]: items.map(shape) }, headers };
}

function positive(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}

function linkHeader(call: ApiCall, page: number, last: number): string {
  const link = (rel: string, to: number): string => {
    const query = new URLSearchParams({ ...call.query, page: String(to) });
    return `<${call.urls.api}${call.path}?${query.toString()}>; rel="${rel}"`;
  };
  const back = page > 1 ? [link('prev', Math.min(page - 1, last))] : [];
  const on = page < last ? [link('next', page + 1), link('last', last)] : [];
  const first = page > 1 ? [link('first', 1)] : [];
  return [...back, ...on, ...first].join(', ');
}
