import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { PostgresDatabase } from '../postgres-database.ts';

/** An RDS instance with so many readers, in a network of its own in eu-west-1. */
export function replicasProgram(replicas: number, password: 'managed' | 'own' = 'own') {
  return (): void => {
    const tags = { 'macro-infra:stack': 'live' };
    const vpc = new Vpc('main', { cidrBlock: '10.9.0.0/16' });
    const subnetIds = ['a', 'b'].map(
      (zone, index) =>
        new Subnet(zone, {
          ...{ vpcId: vpc.id, cidrBlock: `10.9.${index}.0/24` },
          availabilityZone: `eu-west-1${zone}`,
        }).id,
    );
    new PostgresDatabase('db', {
      ...{ engine: 'rds', instanceClass: 'db.t4g.micro', storageGb: 20, multiAz: false },
      ...{ identifier: 'live-shop-db', groupName: 'live-shop-db-group', databaseName: 'shop' },
      ...{ vpcId: vpc.id, subnetIds, clients: {}, backupDays: 1, tags },
      ...{ replicas, password, passwordRegions: ['us-east-1'] },
    });
  };
}
