"""The RDS Data API of PostgreSQL clusters, as far as databases and roles go.

There is no database server behind the clusters of the local cloud: databases, roles, grants and
extensions are kept as records, per cluster, and PostgreSQL's own errors with their SQLSTATE are
answered where a server would refuse. Every other statement is refused, never taken as done.
"""

import json
import re

from ministack.core.responses import error_response_json, json_response
from ministack.services import rds_data

_clusters = {}  # ARN -> Cluster

NAME = r'"?([a-zA-Z_][\w$]*)"?'


class Refused(Exception):
    """A statement that PostgreSQL refuses."""

    def __init__(self, message, state):
        super().__init__(f"ERROR: {message}; SQLState: {state}")


class Cluster:
    """What the system catalogs of one cluster say."""

    def __init__(self, first: str, administrator: str) -> None:
        self.administrator = administrator
        self.roles = {administrator: set()}  # role -> roles it is a member of
        self.verifiers = {}
        self.databases = {"postgres": administrator, "template1": administrator}
        self.extensions = {}
        self.closed = set()  # databases to which only their owner's members connect
        if first:
            self.databases[first] = administrator

    def owns(self, database: str) -> bool:
        owner = self.databases[database]
        return owner in {self.administrator} | self.roles[self.administrator]


def _text(value):
    return {"stringValue": value}


def _rows(values):
    return [[_text(value)] for value in values]


def _find(cluster, sql, parameters, _database):
    match = re.fullmatch(
        r"SELECT (datname|rolname) FROM (pg_database|pg_roles)(?: WHERE \1 (=|LIKE) :(\w+))?",
        sql, re.I)
    known = cluster.databases if match[1].lower() == "datname" else cluster.roles
    if not match[4]:
        return _rows(sorted(known))
    wanted = parameters[match[4]]
    if match[3] == "=":
        return _rows(name for name in known if name == wanted)
    pattern = re.escape(wanted).replace("%", ".*").replace("\\_", "_").replace("_", ".")
    return _rows(name for name in sorted(known) if re.fullmatch(pattern, name))


def _create_role(cluster, sql, _parameters, _database):
    verb, role, rest = re.fullmatch(rf"(CREATE|ALTER) ROLE {NAME}(.*)", sql, re.I | re.S).groups()
    if role.startswith("pg_"):
        raise Refused(f'role name "{role}" is reserved', "42939")
    if verb.upper() == "CREATE" and role in cluster.roles:
        raise Refused(f'role "{role}" already exists', "42710")
    if verb.upper() == "ALTER" and role not in cluster.roles:
        raise Refused(f'role "{role}" does not exist', "42704")
    if re.search(r"SUPERUSER", rest, re.I):
        raise Refused("permission denied to alter role", "42501")
    cluster.roles.setdefault(role, set())
    password = re.search(r"PASSWORD '([^']*)'", rest, re.I)
    if password:
        cluster.verifiers[role] = password[1]
    return []


def _grant_role(cluster, sql, _parameters, _database):
    role, member = re.fullmatch(rf"GRANT {NAME} TO {NAME}", sql, re.I).groups()
    member = cluster.administrator if member.upper() == "CURRENT_USER" else member
    for name in (role, member):
        if name not in cluster.roles:
            raise Refused(f'role "{name}" does not exist', "42704")
    cluster.roles[member].add(role)
    return []


def _create_database(cluster, sql, _parameters, _database):
    name, owner = re.fullmatch(rf"CREATE DATABASE {NAME}(?: OWNER {NAME})?", sql, re.I).groups()
    owner = owner or cluster.administrator
    if name in cluster.databases:
        raise Refused(f'database "{name}" already exists', "42P04")
    if owner not in cluster.roles:
        raise Refused(f'role "{owner}" does not exist', "42704")
    if owner not in {cluster.administrator} | cluster.roles[cluster.administrator]:
        raise Refused(f'must be able to SET ROLE "{owner}"', "42501")
    cluster.databases[name] = owner
    return []


def _revoke(cluster, sql, _parameters, _database):
    name = re.fullmatch(rf"REVOKE ALL ON DATABASE {NAME} FROM PUBLIC", sql, re.I)[1]
    if name not in cluster.databases:
        raise Refused(f'database "{name}" does not exist', "3D000")
    cluster.closed.add(name)
    return []


def _create_extension(cluster, sql, _parameters, database):
    match = re.fullmatch(r'CREATE EXTENSION (IF NOT EXISTS )?"?([a-z][\w-]*)"?', sql, re.I)
    known = cluster.extensions.setdefault(database, set())
    if match[2] in known and not match[1]:
        raise Refused(f'extension "{match[2]}" already exists', "42710")
    known.add(match[2])
    return []


def _drop_database(cluster, sql, _parameters, database):
    match = re.fullmatch(
        rf"DROP DATABASE (IF EXISTS )?{NAME}( WITH \(FORCE\))?", sql, re.I)
    name = match[2]
    if name not in cluster.databases:
        if match[1]:
            return []
        raise Refused(f'database "{name}" does not exist', "3D000")
    if name == database:
        raise Refused("cannot drop the currently open database", "55006")
    if not cluster.owns(name):
        raise Refused(f"must be owner of database {name}", "42501")
    for forgotten in (cluster.databases, cluster.extensions):
        forgotten.pop(name, None)
    cluster.closed.discard(name)
    return []


def _drop_role(cluster, sql, _parameters, _database):
    match = re.fullmatch(rf"DROP ROLE (IF EXISTS )?{NAME}", sql, re.I)
    role = match[2]
    if role not in cluster.roles:
        if match[1]:
            return []
        raise Refused(f'role "{role}" does not exist', "42704")
    owned = sorted(name for name, owner in cluster.databases.items() if owner == role)
    if owned:
        detail = f"owner of database {owned[0]}"
        raise Refused(f'role "{role}" cannot be dropped because some objects depend on it\n'
                      f"  Detail: {detail}", "2BP01")
    cluster.roles.pop(role)
    cluster.verifiers.pop(role, None)
    for memberships in cluster.roles.values():
        memberships.discard(role)
    return []


STATEMENTS = (
    (re.compile(r"SELECT (datname|rolname) FROM (pg_database|pg_roles)", re.I), _find),
    (re.compile(rf"(CREATE|ALTER) ROLE {NAME}", re.I), _create_role),
    (re.compile(rf"GRANT {NAME} TO {NAME}$", re.I), _grant_role),
    (re.compile(rf"CREATE DATABASE {NAME}", re.I), _create_database),
    (re.compile(rf"REVOKE ALL ON DATABASE {NAME} FROM PUBLIC$", re.I), _revoke),
    (re.compile(r"CREATE EXTENSION ", re.I), _create_extension),
    (re.compile(rf"DROP DATABASE (IF EXISTS )?{NAME}", re.I), _drop_database),
    (re.compile(rf"DROP ROLE (IF EXISTS )?{NAME}", re.I), _drop_role),
)


def _cluster(arn: str, record) -> Cluster:
    # A cluster that is made again under its old name starts empty.
    key = (arn, record.get("DbClusterResourceId"))
    if key not in _clusters:
        first = record.get("DatabaseName") or ""
        _clusters[key] = Cluster(first, record.get("MasterUsername") or "postgres")
    return _clusters[key]


def _execute(cluster: Cluster, data):
    sql = data["sql"].strip().rstrip(";")
    database = data.get("database") or "postgres"
    if database not in cluster.databases:
        raise Refused(f'database "{database}" does not exist', "3D000")
    values = {one["name"]: one.get("value", {}).get("stringValue")
              for one in data.get("parameters") or []}
    for pattern, run in STATEMENTS:
        if pattern.match(sql):
            return run(cluster, sql, values, database)
    raise Refused("the local cloud has no database server: only databases, roles, grants and "
                  "extensions are kept", "0A000")


def install() -> None:
    """Puts PostgreSQL's catalogs in the place of MiniStack's records of MySQL's."""
    original = rds_data._execute_statement

    def execute(data):
        arn = data.get("resourceArn") or ""
        instance, engine, cluster = rds_data._resolve_target(arn)
        if not instance or not cluster or "postgres" not in (engine or ""):
            return original(data)
        refusal = rds_data._validate_http_endpoint_enabled(cluster, arn)
        if refusal:
            return refusal
        _user, _password, refusal = rds_data._require_secret_credentials(data.get("secretArn"))
        if refusal:
            return refusal
        try:
            records = _execute(_cluster(arn, cluster), data)
        except (Refused, TypeError, AttributeError) as error:
            known = isinstance(error, Refused)
            text = str(error) if known else "ERROR: syntax error; SQLState: 42601"
            return error_response_json("DatabaseErrorException", text, 400)
        return json_response({"numberOfRecordsUpdated": 0, "generatedFields": [],
                              "records": json.loads(json.dumps(records))})

    rds_data._execute_statement = execute
