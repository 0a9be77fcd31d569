import { Masker } from '../../action-shared/runner/masking.ts';

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error';
  readonly message: string;
  readonly title: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** A job's log, as GitHub's runner makes it of the lines that a step writes. */
export interface StepLog {
  /** Takes one line of a step's output. */
  line(text: string): void;
  /** A line of the runner itself. */
  own(text: string): void;
  annotate(level: Annotation['level'], message: string): void;
  /** Registers a secret; its forms are masked from here on. */
  mask(secret: string): void;
  masked(text: string): string;
  /** Commands are obeyed again: a new step. */
  newStep(): void;
  readonly annotations: readonly Annotation[];
  /** What a person may see. */
  readonly text: string;
  /** What the processes wrote, with all commands and secrets: for tests only. */
  readonly raw: string;
}

interface LogState {
  readonly masker: Masker;
  readonly shown: string[];
  readonly written: string[];
  readonly annotations: Annotation[];
  /** Word that makes commands obeyed again; null: they are obeyed. */
  stoppedBy: string | null;
}

/**
 * @param onLine gets each line of the log, masked, as it comes
 * @param debugging shows debug lines
 */
export function startLog(onLine: (line: string) => void, debugging: boolean): StepLog {
  const state: LogState = {
    masker: new Masker(),
    shown: [],
    written: [],
    annotations: [],
    stoppedBy: null,
  };
  const show = (text: string): void => {
    const line = state.masker.mask(text);
    state.shown.push(line);
    onLine(line);
  };
  const annotate = (level: Annotation['level'], message: string): void => {
    obey(state, { name: level, properties: {}, data: message }, show, debugging);
  };
  return {
    line(text) {
      state.written.push(text);
      const command = parseCommand(text);
      if (!command || !obey(state, command, show, debugging)) show(text);
    },
    own: show,
    annotate,
    mask: (secret) => void state.masker.add(secret),
    masked: (text) => state.masker.mask(text),
    newStep: () => void (state.stoppedBy = null),
    get annotations() {
      return [...state.annotations];
    },
    get text() {
      return state.shown.map((line) => `${line}\n`).join('');
    },
    get raw() {
      return state.written.map((line) => `${line}\n`).join('');
    },
  };
}

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** `::name key=value,key=value::data`, or the older `##[name key=value;key=value]data`. */
export function parseCommand(line: string): Command | null {
  const [form, separator] = line.trimStart().startsWith('::')
    ? ([/^\s*::([^\s:]+)(?:\s+(.*?))?::(.*)$/s, ','] as const)
    : ([/##\[([^\s\]]+)(?:\s+([^\]]*))?\](.*)$/s, ';'] as const);
  const match = form.exec(line);
  if (!match) return null;
  const [, name = '', properties = '', data = ''] = match;
  const pairs = properties.split(separator).flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 0
      ? []
      : [[pair.slice(0, at).trim(), unescapeProperty(pair.slice(at + 1))] as const];
  });
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(pairs),
    data: unescapeData(data),
  };
}

/** Does what a command says; false when it is none that is obeyed, and only text. */
function obey(
  state: LogState,
  command: Command,
  show: (text: string) => void,
  debugging: boolean,
): boolean {
  const { name, data } = command;
  if (state.stoppedBy !== null) {
    if (name !== state.stoppedBy.toLowerCase()) return false;
    state.stoppedBy = null;
    return true;
  }
  if (name === 'stop-commands') state.stoppedBy = data;
  else if (name === 'add-mask') maskAll(state.masker, data);
  else if (name === 'debug') {
    if (debugging) show(`##[debug]${data}`);
  } else if (name === 'group' || name === 'endgroup') show(`##[${name}]${data}`);
  else if (name === 'notice' || name === 'warning' || name === 'error') {
    state.annotations.push(annotationOf(state.masker, name, command));
    show(`##[${name}]${data}`);
  } else if (name === 'set-env' || name === 'add-path') {
    state.annotations.push(
      annotationOf(state.masker, 'error', { ...command, data: DISABLED(name) }),
    );
    show(`##[error]${DISABLED(name)}`);
  } else return name === 'echo';
  return true;
}

const DISABLED = (name: string): string =>
  `The \`${name}\` command is disabled. Please upgrade to using Environment Files.`;

/** As the runner does: the value, and each of its lines. */
function maskAll(masker: Masker, secret: string): void {
  for (const one of [secret, ...secret.split(/[\r\n]+/)]) masker.add(one);
}

function annotationOf(masker: Masker, level: Annotation['level'], command: Command): Annotation {
  const { title, file, line } = command.properties;
  return {
    level,
    message: masker.mask(command.data),
    title: title === undefined ? null : masker.mask(title),
    file: file ?? null,
    line: line === undefined ? null : Number(line),
  };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
