import { describe, expect, it } from '@jest/globals';
import { UserError } from '../errors.ts';
import { parseAppFile } from './app-file.ts';
import { peekAppName, peekBaseName } from './app-name.ts';

const source = { fileName: '.github/macro-infra.yml', repositoryName: 'octo/shop' };

function messageOf(text: string): string {
  try {
    parseAppFile(text, source);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'accepted';
}

const DESIGN_EXAMPLE = `
app: shop
base: dev
services:
  web: { port: 80, host: "pr-{number}.{domain}", health: /, primary: true }
  api:
    port: 3040
    host: "pr-{number}.api.{domain}"
    health: /api/health
    cpu: 256
    memory: 512
    environment: { LOG_LEVEL: debug, APP_WEB_URL: "{web.url}", APP_API_URL: "{api.url}", APP_COOKIE_DOMAIN: ".{domain}" }
    secrets: { OPENAI_API_KEY: "secretsmanager:shop/preview/openai", STRIPE_KEY: "doppler:STRIPE_KEY" }
    paths: ["/*"]
database: { engine: postgres, migrate: { service: api, command: [npm, run, migrate] }, seed: { service: api, command: [npm, run, seed] } }
previews: { ttl: 7d, idle: 2h, hours: "Mon-Fri 07:00-20:00 Europe/London", max: 20, drafts: true, bots: false, forks: approval, paths: ["apps/**"] }
environments:
  staging: { services: { api: { count: 1-3, cpu: 512, memory: 1024 } } }
  production: { services: { api: { count: 2-10, cpu: 1024, memory: 2048 } }, database: { class: db.r6g.large, replicas: 1, multiAz: true, backupDays: 30 } }
`;

describe('the app’s file', () => {
  it('of the design is taken as it stands', () => {
    const file = parseAppFile(DESIGN_EXAMPLE, source);
    expect(file.app).toBe('shop');
    expect(file.services.map(({ name, primary }) => [name, primary])).toEqual([
      ['web', true],
      ['api', false],
    ]);
    expect(file.environments.production?.database?.backupDays).toBe(30);
    expect(file.previews).toMatchObject({ ttl: '7d', idle: '2h', max: 20, forks: 'approval' });
  });

  it('needs one service with a port; the rest has defaults', () => {
    const file = parseAppFile('services: { web: { port: 80 } }', source);
    expect(file).toMatchObject({ app: 'shop', base: 'dev', database: null });
    expect(file.services).toEqual([
      {
        name: 'web',
        port: 80,
        host: null,
        health: { path: '/api/health', matcher: '200-399', graceSeconds: 30 },
        primary: true,
        cpu: 256,
        memory: 512,
        count: { min: 1, max: 1 },
        command: null,
        environment: {},
        secrets: {},
        paths: ['/*'],
      },
    ]);
    expect(file.previews).toMatchObject({
      ttl: '7d',
      drafts: true,
      bots: false,
      forks: 'approval',
    });
  });

  it('may give numbers and flags as variables', () => {
    const text = 'services: { web: { port: 80, environment: { A: 1, B: true, C: x } } }';
    const [web] = parseAppFile(text, source).services;
    expect(web?.environment).toEqual({ A: '1', B: 'true', C: 'x' });
  });

  it('takes a health check in parts', () => {
    const text =
      'services: { web: { port: 80, health: { path: /up, matcher: "200", grace: 2m } } }';
    const [web] = parseAppFile(text, source).services;
    expect(web?.health).toEqual({ path: '/up', matcher: '200', graceSeconds: 120 });
  });
});

describe('wrong values', () => {
  it('are all told at once, in the file’s order, shape and rules together', () => {
    const message = messageOf(
      [
        'ap: shop',
        'services:',
        '  web: { port: 70000, primary: true }',
        '  api: { port: 80, porrt: 3, primary: true, environment: { URL: "{wbe.url}" } }',
        'previews: { ttl: 7x }',
      ].join('\n'),
    );
    expect(message.split('\n')).toEqual([
      '.github/macro-infra.yml: 6 problems',
      '- ap (1:1): found an unknown key (did you mean "app"?); allowed: app, base, services, database, previews, environments, parity',
      '- services (3:3): found primary: web, api; allowed: exactly one of web, api with primary: true',
      '- services.web.port (3:16): found 70000; allowed: a port, 1 to 65535',
      '- services.api.porrt (4:20): found an unknown key (did you mean "port"?); allowed: port, host, health, primary, cpu, memory, count, command, environment, secrets, paths',
      '- services.api.environment.URL (4:65): found {wbe.url} (did you mean "web.url"?); allowed: {web.url}, {api.url}, {env}, {number}, {domain}, {sha}, {app}; {{ and }} for braces',
      '- previews.ttl (5:18): found "7x"; allowed: a duration such as 30m, 2h or 7d',
    ]);
  });

  const web = (rest: string) => `services: { web: { port: 80, ${rest} } }`;
  it.each([
    ['an empty file', '', 'the file: found nothing; allowed: a mapping with "services"'],
    ['a list', '- a', 'the file (1:1): found a list of 1; allowed: a mapping with "services"'],
    ['no services', 'app: shop', 'services (1:1): found nothing; allowed: a mapping of services'],
    ['an empty mapping', 'services: {}', 'found no service; allowed: at least one service'],
    [
      'a key twice',
      'app: a\napp: b',
      'YAML (2:1): found the same key twice; allowed: each key once',
    ],
    ['broken YAML', 'a: [', 'YAML (1:5): found Flow sequence in block collection'],
    ['a lost alias', 'services: *x', 'YAML: found Unresolved alias'],
    [
      'no port',
      'services: { web: {} }',
      'services.web.port (1:18): found nothing; allowed: a port',
    ],
    ['port 0', 'services: { web: { port: 0 } }', 'found 0; allowed: a port, 1 to 65535'],
    ['a port as text', 'services: { web: { port: "80" } }', 'found "80"; allowed: a port'],
    ['half a port', 'services: { web: { port: 80.5 } }', 'found 80.5; allowed: a port'],
    [
      'a service that is text',
      'services: { web: x }',
      'services.web (1:18): found "x"; allowed: a service',
    ],
    [
      'a bad service name',
      'services: { Web: { port: 80 } }',
      'services.Web (1:13): found "Web"; allowed: up to 20',
    ],
    [
      'a bad app',
      'app: My Shop\nservices: { web: { port: 80 } }',
      'app (1:6): found "My Shop"; allowed: up to 20',
    ],
    [
      'a long app',
      `app: ${'a'.repeat(21)}\nservices: { web: { port: 80 } }`,
      'allowed: up to 20 letters',
    ],
    ['no Fargate CPU', web('cpu: 300'), 'found 300; allowed: CPU units: 256, 512, 1024'],
    [
      'no Fargate pair',
      web('cpu: 512, memory: 512'),
      'found 512; allowed: with cpu 512: 1024, 2048, 3072, 4096 MiB',
    ],
    [
      'too much memory',
      web('memory: 4096'),
      'found 4096; allowed: with cpu 256: 512, 1024, 2048 MiB',
    ],
    [
      'odd memory',
      web('cpu: 8192, memory: 17408'),
      'with cpu 8192: 16384 to 61440 in steps of 4096 MiB',
    ],
    ['a count of 99', web('count: 99'), 'found 99; allowed: a number of tasks, 1 to 10'],
    ['a range backwards', web('count: 3-1'), 'found "3-1"; allowed: least-most'],
    ['a relative health path', web('health: up'), 'found "up"; allowed: a path that starts with /'],
    ['an unknown health key', web('health: { pth: / }'), 'did you mean "path"?'],
    ['a bad matcher', web('health: { matcher: "700" }'), 'allowed: HTTP codes 200 to 499'],
    ['a host without number', web('host: "shop.{domain}"'), 'allowed: a host with {number}'],
    ['a host elsewhere', web('host: "pr-{number}.example.org"'), 'that ends in .{domain}'],
    [
      'a misspelt placeholder',
      web('host: "pr-{number}-{ap}.{domain}"'),
      'found {ap} (did you mean "app"?)',
    ],
    ['a host with a slash', web('host: "pr-{number}.{domain}/x"'), 'allowed: a host with {number}'],
    ['a reserved variable', web('environment: { MACRO_INFRA_SHA: x }'), 'not MACRO_INFRA_'],
    ['a bad variable', web('environment: { "A B": x }'), 'found "A B"; allowed: a name of letters'],
    [
      'a list as variable',
      web('environment: { A: [1] }'),
      'found a list of 1; allowed: text, a number, true or false',
    ],
    [
      'a database placeholder without one',
      web('environment: { A: "{database.url}" }'),
      'found {database.url}',
    ],
    [
      'an unknown store',
      web('secrets: { A: "vault:x" }'),
      'found "vault:x"; allowed: secretsmanager:<name>',
    ],
    ['a plain value as secret', web('secrets: { A: hunter2 }'), 'allowed: secretsmanager:<name>'],
    [
      'a variable that is a secret too',
      web('environment: { A: x }, secrets: { A: "ssm:/x" }'),
      'found a secret of the same name',
    ],
    ['a path without slash', web('paths: ["api/*"]'), 'allowed: a path pattern that starts with /'],
    ['no paths', web('paths: []'), 'allowed: a list of 1 to 4 path patterns'],
    ['five paths', web('paths: [/a, /b, /c, /d, /e]'), 'allowed: a list of 1 to 4 path patterns'],
    ['an empty command', web('command: []'), 'a list of at least one word'],
    ['a command as text', web('command: npm start'), 'found "npm start"; allowed: a list of words'],
    [
      'the only service not primary',
      web('primary: false'),
      'exactly one of web with primary: true',
    ],
    ['primary as text', web('primary: "yes"'), 'found "yes"; allowed: true or false'],
    [
      'no primary of two',
      'services: { web: { port: 1 }, api: { port: 2 } }',
      'found no primary service',
    ],
    [
      'an unknown database',
      `${web('')}\ndatabase: { engine: mysql }`,
      'found "mysql"; allowed: "postgres"',
    ],
    [
      'a task without service',
      `${web('')}\ndatabase: { engine: postgres, migrate: { service: ap, command: [x] } }`,
      'found "ap"; allowed: a service of this file: web',
    ],
    [
      'an unknown environment',
      `${web('')}\nenvironments: { stagin: {} }`,
      'did you mean "staging"?',
    ],
    [
      'values of an unknown service',
      `${web('')}\nenvironments: { staging: { services: { wev: {} } } }`,
      'did you mean "web"?',
    ],
    [
      'a bad instance class',
      `${web('')}\nenvironments: { staging: { database: { class: big } } }`,
      'an instance class such as',
    ],
    [
      'a policy of an unknown kind',
      `${web('')}\npreviews: { forks: always }`,
      'allowed: "approval" or "never"',
    ],
    ['bad hours', `${web('')}\npreviews: { hours: always }`, 'days, times and time zone'],
    [
      'an unknown time zone',
      `${web('')}\npreviews: { hours: "Mon-Fri 07:00-20:00 Europe/Lundon" }`,
      'found "Europe/Lundon"',
    ],
    ['a duration without unit', `${web('')}\npreviews: { ttl: 7 }`, 'found 7; allowed: a duration'],
    ['an eternal duration', `${web('')}\npreviews: { ttl: 99999d }`, 'allowed: a duration'],
    [
      'unlimited previews',
      `${web('')}\npreviews: { max: 0 }`,
      'allowed: a number of previews, 1 to 1000',
    ],
  ])('%s', (_case, text, expected) => {
    expect(messageOf(text)).toContain(expected);
  });
});

describe('hosts and paths of several services', () => {
  const two = (web: string, api: string) =>
    `services: { web: { port: 1, primary: true, ${web} }, api: { port: 2, ${api} } }`;
  const host = 'host: "pr-{number}.{domain}"';

  it.each([
    ['different hosts', two('', ''), 'accepted'],
    ['one host, one path inside the other', two(host, `${host}, paths: ["/api/*"]`), 'accepted'],
    ['one host, paths apart', two(`${host}, paths: [/a]`, `${host}, paths: [/b]`), 'accepted'],
    ['one host, all paths', two(host, host), 'with paths that web answers too'],
    [
      'the same host by other words',
      two(host, 'host: "{env}.{domain}"'),
      'with paths that web answers too',
    ],
    [
      'each inside the other',
      two(`${host}, paths: ["/a/*", /b]`, `${host}, paths: [/a/x, "/b*"]`),
      'with paths that web answers too',
    ],
  ])('%s', (_case, text, expected) => {
    expect(messageOf(text)).toContain(expected);
  });
});

describe('peekAppName and peekBaseName', () => {
  it.each([
    ['a good file', 'app: shop\nbase: blue', 'shop', 'blue'],
    ['a file wrong elsewhere', 'app: shop\nservices: 3', 'shop', null],
    ['a bad name', 'app: "My Shop"', 'repo', null],
    ['a broken file', 'app: [', 'repo', null],
    ['no file', null, 'repo', null],
    ['a list', '- a', 'repo', null],
  ])('of %s', (_case, text, app, base) => {
    expect(peekAppName(text, 'octo/Repo')).toBe(app);
    expect(peekBaseName(text)).toBe(base);
  });
});
