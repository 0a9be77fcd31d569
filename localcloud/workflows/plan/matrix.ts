import type { Json, JsonObject } from '../expressions/evaluate.ts';
import { UserError } from '../../../action-shared/errors.ts';

/** GitHub makes no more jobs than this of one matrix (GitHub docs, "Usage limits"). */
const MOST_JOBS = 256;

/**
 * The jobs of a matrix, in GitHub's order: all combinations, without those that `exclude` names,
 * with what `include` adds to them or beside them.
 * @throws UserError for a matrix that makes no job, or more than 256
 */
export function expandMatrix(matrix: JsonObject): readonly JsonObject[] {
  const { include, exclude, ...rest } = matrix;
  const vectors = Object.entries(rest).map(
    ([name, values]) => [name, listOf(name, values)] as const,
  );
  const excluded = entriesOf('exclude', exclude ?? []);
  const crossed = vectors
    .reduce<readonly JsonObject[]>(
      (made, [name, values]) =>
        made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
      vectors.length > 0 ? [{}] : [],
    )
    .filter((one) => !excluded.some((wanted) => matches(one, wanted)));
  const jobs = withIncluded(crossed, entriesOf('include', include ?? []));
  if (jobs.length === 0) throw new UserError('Matrix vector does not contain any values');
  if (jobs.length > MOST_JOBS) {
    throw new UserError(`The matrix makes ${jobs.length} jobs; GitHub allows ${MOST_JOBS}.`);
  }
  return jobs;
}

/** An entry goes into every combination whose own values it keeps, else it is a job of its own. */
function withIncluded(
  crossed: readonly JsonObject[],
  included: readonly JsonObject[],
): readonly JsonObject[] {
  const made: { readonly own: JsonObject; all: JsonObject }[] = crossed.map((own) => ({
    own,
    all: own,
  }));
  const beside: JsonObject[] = [];
  for (const entry of included) {
    const fitting = made.filter(({ own }) => keeps(own, entry));
    for (const one of fitting) one.all = { ...one.all, ...entry };
    if (fitting.length === 0) beside.push(entry);
  }
  return [...made.map(({ all }) => all), ...beside];
}

function keeps(own: JsonObject, entry: JsonObject): boolean {
  return Object.entries(entry).every(([name, value]) => {
    const present = own[name];
    return present === undefined || same(present, value);
  });
}

function matches(one: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([name, value]) => same(one[name] ?? null, value));
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function listOf(name: string, value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  throw new UserError(`The matrix's "${name}" is not a list.`);
}

function entriesOf(name: string, value: Json): readonly JsonObject[] {
  return listOf(name, value).map((one) => {
    if (typeof one === 'object' && one !== null && !Array.isArray(one)) return one as JsonObject;
    throw new UserError(`The matrix's "${name}" holds something that is not a mapping.`);
  });
}
