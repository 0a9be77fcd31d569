import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR_FUNCTION } from './administrator-function.ts';
import { administratorGrants } from './database-administrator.ts';

interface Credentials {
  readonly password: string;
  readonly version: string;
}

interface World {
  readonly sql: (text: string, values?: Readonly<Record<string, string>>) => Promise<unknown[]>;
  readonly secrets: {
    readonly read: (arn: string) => Promise<Credentials | null>;
    readonly write: (arn: string, text: string) => Promise<string>;
  };
  readonly ownDatabase: string;
  readonly host: string;
  readonly port: number;
  readonly extensions: readonly string[];
}

interface Module {
  readonly administer: (
    event: Readonly<Record<string, unknown>>,
    world: World,
  ) => Promise<Record<string, unknown>>;
  readonly verifier: (
    password: string,
    world?: { readonly random: (size: number) => Buffer },
  ) => string;
  readonly patiently: <T>(
    attempt: () => Promise<T>,
    pause: (ms: number) => Promise<void>,
  ) => Promise<T>;
}

const source = `data:text/javascript,${encodeURIComponent(ADMINISTRATOR_FUNCTION)}`;
const { administer, verifier, patiently } = (await import(source)) as Module;

const request = (action: string) => ({
  database: 'shop_pr_42',
  role: 'preview_shop_pr_42',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:preview/shop_pr_42-AbC123',
  tf: { action },
});

/** A cluster that remembers what it was told; `known` are names that its catalogs have. */
function cluster(known: readonly string[] = [], held: Credentials | null = null) {
  const statements: string[] = [];
  const written: string[] = [];
  const world: World = {
    sql: (text, values = {}) => {
      statements.push(values['database'] === undefined ? text : `${values['database']}: ${text}`);
      const found = text.startsWith('SELECT') && known.includes(values['name'] ?? '');
      return Promise.resolve(found ? [[{ stringValue: values['name'] }]] : []);
    },
    secrets: {
      read: () => Promise.resolve(held),
      write: (_arn, text) => {
        written.push(text);
        return Promise.resolve('version-1');
      },
    },
    ownDatabase: 'macro_infra',
    host: 'cluster.example',
    port: 5432,
    extensions: ['vector'],
  };
  return { world, statements, written };
}

describe('the function that makes and drops databases of previews', () => {
  it('makes role and database, open to nobody else, with the extensions', async () => {
    const { world, statements, written } = cluster();
    expect(await administer(request('create'), world)).toEqual({
      database: 'shop_pr_42',
      role: 'preview_shop_pr_42',
      secretVersion: 'version-1',
    });
    expect(statements.map((one) => one.replace(/'SCRAM[^']*'/, "'...'"))).toEqual([
      'SELECT rolname FROM pg_roles WHERE rolname = :name',
      `CREATE ROLE "preview_shop_pr_42" LOGIN PASSWORD '...'`,
      'GRANT "preview_shop_pr_42" TO CURRENT_USER',
      'REVOKE ALL ON DATABASE "macro_infra" FROM PUBLIC',
      'SELECT datname FROM pg_database WHERE datname = :name',
      'CREATE DATABASE "shop_pr_42" OWNER "preview_shop_pr_42"',
      'REVOKE ALL ON DATABASE "shop_pr_42" FROM PUBLIC',
      'shop_pr_42: CREATE EXTENSION IF NOT EXISTS "vector"',
    ]);
    const { password, ...rest } = JSON.parse(written[0] ?? '') as Record<string, unknown>;
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(rest).toEqual({
      engine: 'postgres',
      host: 'cluster.example',
      port: 5432,
      dbname: 'shop_pr_42',
      username: 'preview_shop_pr_42',
    });
    expect(statements.join('\n')).not.toContain(String(password));
  });

  it('keeps what is there already, its password too', async () => {
    const known = ['shop_pr_42', 'preview_shop_pr_42'];
    const { world, statements, written } = cluster(known, { password: 'p', version: 'v7' });
    expect(await administer(request('update'), world)).toMatchObject({ secretVersion: 'v7' });
    expect(written).toEqual([]);
    expect(statements.filter((one) => one.startsWith('CREATE '))).toEqual([]);
    expect(statements[1]).toMatch(
      /^ALTER ROLE "preview_shop_pr_42" LOGIN PASSWORD 'SCRAM-SHA-256\$/,
    );
  });

  it('drops database, connections ended, and role, and needs neither to be there', async () => {
    const { world, statements } = cluster();
    await administer(request('delete'), world);
    expect(statements).toEqual([
      'DROP DATABASE IF EXISTS "shop_pr_42" WITH (FORCE)',
      'DROP ROLE IF EXISTS "preview_shop_pr_42"',
    ]);
  });

  const other = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:preview/other_pr_1-AbC123';
  it.each([
    ['a database that is no preview’s', { database: 'macro_infra' }, 'no name of a preview'],
    ['a database with a quote', { database: 'a"_pr_1' }, 'no name of a preview'],
    [
      'the role of another',
      { role: 'macro_infra' },
      'the role of shop_pr_42 is preview_shop_pr_42',
    ],
    ['the secret of another', { secretArn: other }, 'is preview/shop_pr_42'],
  ])('refuses %s before the first statement', async (_case, wrong, message) => {
    const { world, statements } = cluster();
    for (const action of ['create', 'update', 'delete'])
      await expect(administer({ ...request(action), ...wrong }, world)).rejects.toThrow(message);
    expect(statements).toEqual([]);
  });
});

describe('a password', () => {
  it('becomes the verifier of RFC 7677’s example', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    expect(verifier('pencil', { random: () => salt })).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });
});

describe('a statement that fails', () => {
  const failing = (name: string, message: string, times: number) => {
    let left = times;
    return () => {
      left -= 1;
      const error = Object.assign(new Error(message), { name });
      return left >= 0 ? Promise.reject(error) : Promise.resolve('done');
    };
  };
  const pauses = () => {
    const taken: number[] = [];
    return { taken, pause: (ms: number) => Promise.resolve(void taken.push(ms)) };
  };

  it.each([
    ['DatabaseResumingException', 'the cluster resumes'],
    ['AccessDeniedException', 'not authorized'],
    ['DatabaseErrorException', 'ERROR: is being accessed by other users; SQLState: 55006'],
  ])('is tried again after %s', async (name, message) => {
    const { taken, pause } = pauses();
    expect(await patiently(failing(name, message, 2), pause)).toBe('done');
    expect(taken).toHaveLength(2);
  });

  it('is told at once where no other try helps, and after 20 tries otherwise', async () => {
    const { taken, pause } = pauses();
    const denied = failing(
      'DatabaseErrorException',
      'ERROR: permission denied; SQLState: 42501',
      1,
    );
    await expect(patiently(denied, pause)).rejects.toThrow('permission denied');
    expect(taken).toEqual([]);
    const asleep = failing('DatabaseResumingException', 'resumes', 100);
    await expect(patiently(asleep, pause)).rejects.toThrow('resumes');
    expect(taken).toHaveLength(19);
  });
});

describe('administratorGrants', () => {
  it('are this cluster, its administrator’s secret and the secrets of previews', () => {
    const arn = 'arn:aws:rds:eu-west-1:111122223333:cluster:dev-base-db';
    expect(administratorGrants(arn, 'arn:admin')).toEqual({
      Statements: { actions: ['rds-data:ExecuteStatement'], resources: [arn] },
      OwnCredentials: { actions: ['secretsmanager:GetSecretValue'], resources: ['arn:admin'] },
      PreviewCredentials: {
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        resources: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:preview/*'],
      },
    });
  });
});
