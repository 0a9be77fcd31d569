/**
 * The function behind DatabaseAdministrator, as Node runs it. It comes with the AWS SDK v3 of Lambda's
 * own runtime. Kept as text: the archive's hash must be the same from the sources and from the bundle.
 *
 * The password is made here and nowhere else: it goes into the preview's secret, and PostgreSQL gets
 * only its SCRAM verifier, so that no statement, log, plan or state ever holds it.
 */
export const ADMINISTRATOR_FUNCTION = `
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const NAME = /^[a-z][a-z0-9_]{0,40}_pr_[1-9][0-9]{0,9}$/;
const IDENTIFIER = /^[a-z][a-z0-9_]{0,62}$/;
const EXTENSION = /^[a-z][a-z0-9_-]{0,62}$/;
const ITERATIONS = 4096;
const ATTEMPTS = 20;
const PAUSE_MS = 3000;

/** Another try helps: a paused cluster wakes up, a new permission arrives, a session elsewhere ends. */
const PASSING = /DatabaseResuming|AccessDenied|DatabaseUnavailable|ServiceUnavailable|Throttling|InternalServerError|Communications link failure|SQLState: (55006|40001|57P03)/;

/**
 * Makes (action create, update) or drops (delete) a preview's database. Every step may be repeated:
 * whatever is there already is kept.
 */
export async function administer({ database, role, secretArn, tf }, world) {
  const names = checkedNames(database, role, secretArn);
  if (tf.action === 'delete') return drop(names, world);
  const login = await credentials(names, secretArn, world);
  await ensureRole(names, login.password, world);
  await ensureDatabase(names, world);
  for (const name of world.extensions) {
    await world.sql('CREATE EXTENSION IF NOT EXISTS ' + quoted(name, EXTENSION), { database });
  }
  return { database, role, secretVersion: login.version };
}

function checkedNames(database, role, secretArn) {
  if (!NAME.test(database)) throw new Error('no name of a preview\\'s database: ' + database);
  if (role !== 'preview_' + database) throw new Error('the role of ' + database + ' is preview_' + database);
  // Secrets Manager adds a hyphen and six characters to a name.
  const name = secretArn.split(':secret:')[1] ?? '';
  if (name.replace(/-[A-Za-z0-9]{6}$/, '') !== 'preview/' + database)
    throw new Error('the secret of ' + database + ' is preview/' + database);
  return { database, role };
}

/** An identifier as SQL takes it; identifiers cannot be parameters. */
function quoted(name, form) {
  if (!form.test(name)) throw new Error('no identifier: ' + name);
  return '"' + name + '"';
}

const roleOf = ({ role }) => quoted(role.replace(/^preview_/, ''), NAME).replace('"', '"preview_');
const databaseOf = ({ database }) => quoted(database, NAME);

/** What the secret holds, or a new password put there first: what fails later finds it again. */
async function credentials({ database, role }, secretArn, { secrets, host, port, random = randomBytes }) {
  const known = await secrets.read(secretArn);
  if (known !== null) return known;
  const password = random(24).toString('base64url');
  const value = { engine: 'postgres', host, port, dbname: database, username: role, password };
  return { password, version: await secrets.write(secretArn, JSON.stringify(value)) };
}

async function ensureRole(names, password, world) {
  const found = await world.sql('SELECT rolname FROM pg_roles WHERE rolname = :name', { name: names.role });
  const verb = found.length > 0 ? 'ALTER' : 'CREATE';
  const login = " LOGIN PASSWORD '" + verifier(password, world) + "'";
  await world.sql(verb + ' ROLE ' + roleOf(names) + login);
  // The administrator is no superuser on RDS: it may give away and drop only what its own roles own.
  await world.sql('GRANT ' + roleOf(names) + ' TO CURRENT_USER');
}

async function ensureDatabase(names, world) {
  // Previews have no business in the administrator's own database.
  await world.sql('REVOKE ALL ON DATABASE ' + quoted(world.ownDatabase, IDENTIFIER) + ' FROM PUBLIC');
  const found = await world.sql('SELECT datname FROM pg_database WHERE datname = :name', { name: names.database });
  if (found.length === 0)
    await world.sql('CREATE DATABASE ' + databaseOf(names) + ' OWNER ' + roleOf(names));
  await world.sql('REVOKE ALL ON DATABASE ' + databaseOf(names) + ' FROM PUBLIC');
}

/** Ends the connections, then drops the database, then its role. */
async function drop(names, world) {
  await world.sql('DROP DATABASE IF EXISTS ' + databaseOf(names) + ' WITH (FORCE)');
  await world.sql('DROP ROLE IF EXISTS ' + roleOf(names));
  return { database: names.database, dropped: true };
}

/** RFC 5802: SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>, as PostgreSQL keeps it. */
export function verifier(password, { random = randomBytes } = {}) {
  const salt = random(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const key = (name) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  const server = key('Server Key').toString('base64');
  return 'SCRAM-SHA-256$' + ITERATIONS + ':' + salt.toString('base64') + '$' + stored + ':' + server;
}

/** Repeats what fails for a passing reason. */
export async function patiently(attempt, pause) {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 1 || !PASSING.test(error.name + ': ' + error.message)) throw error;
      await pause(PAUSE_MS);
    }
  }
}

/** Statements by the Data API: each is a transaction of its own. */
function dataApi({ RDSDataClient, ExecuteStatementCommand }, env, pause) {
  const client = new RDSDataClient({});
  return async (sql, { database = env.DATABASE, ...values } = {}) => {
    const parameters = Object.entries(values).map(([name, stringValue]) => ({ name, value: { stringValue } }));
    const target = { resourceArn: env.CLUSTER_ARN, secretArn: env.ADMIN_SECRET_ARN, database };
    const request = new ExecuteStatementCommand({ ...target, sql, parameters });
    const answer = await patiently(() => client.send(request), pause);
    return answer.records ?? [];
  };
}

function secretStore({ SecretsManagerClient, GetSecretValueCommand, PutSecretValueCommand }) {
  const client = new SecretsManagerClient({});
  return {
    async read(SecretId) {
      try {
        const it = await client.send(new GetSecretValueCommand({ SecretId }));
        return { password: JSON.parse(it.SecretString).password, version: it.VersionId };
      } catch (error) {
        // A secret without any version yet.
        if (error.name === 'ResourceNotFoundException') return null;
        throw error;
      }
    },
    async write(SecretId, SecretString) {
      const it = await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
      return it.VersionId;
    },
  };
}

export async function handler(event) {
  const [rds, secrets] = await Promise.all([
    import('@aws-sdk/client-rds-data'),
    import('@aws-sdk/client-secrets-manager'),
  ]);
  const { env } = process;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  return administer(event, {
    sql: dataApi(rds, env, pause),
    secrets: secretStore(secrets),
    ownDatabase: env.DATABASE,
    host: env.HOST,
    port: Number(env.PORT),
    extensions: env.EXTENSIONS.split(',').filter((one) => one !== ''),
  });
}
`.trimStart();
