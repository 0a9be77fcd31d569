import { COMPUTED, isAbsent } from './values.ts';
import type { Props, Shape } from './prop.ts';
import { agrees, changesOf } from './diff.ts';

/**
 * What the state keeps: what AWS answers, in the form it was written in where that means the same
 * (order of a set, spacing of a policy), and what only the state can know.
 */
export function outputsOf(shape: Shape, written: Props, actual: Props): Props {
  const out: Props = {};
  for (const [key, prop] of Object.entries(shape)) {
    const value = prop.spec.isLocal ? (written[key] ?? prop.spec.fallback) : actual[key];
    if (isAbsent(value)) continue;
    const before = written[key];
    const same = !isAbsent(before) && agrees(prop, value, before) && agrees(prop, before, value);
    out[key] = same ? before : value;
  }
  return out;
}

/** What can be said of a resource before it exists. */
export function plannedCreate(shape: Shape, wanted: Props): Props {
  const out: Props = {};
  for (const [key, prop] of Object.entries(shape)) {
    const open = prop.spec.isOutput === true || prop.spec.isComputed === true;
    const value = wanted[key] ?? (open ? COMPUTED : undefined);
    if (!isAbsent(value)) out[key] = value;
  }
  return out;
}

/** What can be said of a resource before it is updated in place. */
export function plannedUpdate(shape: Shape, state: Props, wanted: Props): Props {
  const out: Props = { ...state };
  for (const [key, prop] of Object.entries(shape)) {
    if (prop.spec.isOutput) continue;
    if (!isAbsent(wanted[key])) out[key] = wanted[key];
    else if (prop.spec.isComputed !== true) out[key] = undefined;
  }
  return out;
}

/** Inputs of a resource that was found, not made: what was set to other than its default. */
export function inputsFrom(shape: Shape, actual: Props): Props {
  return Object.fromEntries(
    Object.entries(shape)
      .filter(([key, prop]) => !prop.spec.isOutput && !isAbsent(actual[key]))
      .filter(([key, prop]) => !agrees(prop, actual[key], prop.spec.fallback))
      .map(([key]) => [key, actual[key]]),
  );
}

/** The known inputs, each as reality has it now. */
export function refreshedInputs(shape: Shape, inputs: Props, state: Props, actual: Props): Props {
  const wanted = Object.fromEntries(Object.keys(inputs).map((key) => [key, state[key]]));
  const drifted = new Set(
    changesOf(shape, actual, { ...state, ...wanted }).map((change) => change.path.split(/[.[]/)[0]),
  );
  return Object.fromEntries(
    Object.entries(inputs)
      .map(([key, value]): [string, unknown] => [key, drifted.has(key) ? actual[key] : value])
      .filter(([, value]) => value !== undefined),
  );
}
