import type { RouteTable, RouteTableAssociation } from '@aws-sdk/client-ec2';
import { type Aws, must, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { str } from '../../schema/prop.ts';

export const routeTableAssociation = resource({
  token: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
  shape: {
    routeTableId: str().required(),
    subnetId: str().replaces(),
    gatewayId: str().replaces(),
  },
  faults: (inputs) =>
    (inputs['subnetId'] === undefined) === (inputs['gatewayId'] === undefined)
      ? [{ property: 'subnetId', reason: 'exactly one of subnetId, gatewayId is required' }]
      : [],
  async create(aws, wanted) {
    const answer = await (
      await aws.ec2()
    ).associateRouteTable({
      RouteTableId: wanted.routeTableId,
      SubnetId: wanted.subnetId,
      GatewayId: wanted.gatewayId,
    });
    return must(answer.AssociationId, 'AssociationId');
  },
  async read(aws, id, state) {
    const it = await associationOf(aws, id, state.subnetId, state.gatewayId);
    return (
      it && {
        id: it.RouteTableAssociationId,
        routeTableId: it.RouteTableId,
        subnetId: blank(it.SubnetId),
        gatewayId: blank(it.GatewayId),
      }
    );
  },
  async update(aws, { id, state, wanted }) {
    const it = await associationOf(aws, id, state.subnetId, state.gatewayId);
    const AssociationId = must(it?.RouteTableAssociationId, 'RouteTableAssociationId');
    const ec2 = await aws.ec2();
    await ec2.replaceRouteTableAssociation({ AssociationId, RouteTableId: wanted.routeTableId });
  },
  async delete(aws, id, state) {
    const it = await associationOf(aws, id, state.subnetId, state.gatewayId);
    await disassociate(aws, it?.RouteTableAssociationId);
  },
});

const blank = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** Takes the association away; one that is gone is no error. */
export async function disassociate(aws: Aws, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const call = (await aws.ec2()).disassociateRouteTable({ AssociationId: id });
  await unless(/^InvalidAssociationID\.NotFound$/, call);
}

/** By its id, by `subnet/table` (import), or, as moving it gives it a new id, by what it is of. */
async function associationOf(
  aws: Aws,
  id: string,
  subnetId: string | undefined,
  gatewayId: string | undefined,
): Promise<RouteTableAssociation | undefined> {
  const [source, table] = id.split('/');
  const filter = id.startsWith('rtbassoc-')
    ? { Name: 'association.route-table-association-id', Values: [id] }
    : { Name: 'route-table-id', Values: [table ?? ''] };
  const [subnet, gateway] = [subnetId ?? source, gatewayId ?? source];
  const ec2 = await aws.ec2();
  const direct = all(await ec2.describeRouteTables({ Filters: [filter] })).find(
    (each) =>
      each.RouteTableAssociationId === id || each.SubnetId === subnet || each.GatewayId === gateway,
  );
  if (direct || subnetId === undefined) return direct;
  const moved = { Name: 'association.subnet-id', Values: [subnetId] };
  return all(await ec2.describeRouteTables({ Filters: [moved] })).find(
    (each) => each.SubnetId === subnetId,
  );
}

function all(answer: { RouteTables?: RouteTable[] | undefined }): RouteTableAssociation[] {
  return (answer.RouteTables ?? []).flatMap((table) => table.Associations ?? []);
}
