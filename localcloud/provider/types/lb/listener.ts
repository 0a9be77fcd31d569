import type { Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { action, actionRequests, actionsFrom } from './actions.ts';
import { elbTags, retag, tagsOf } from './tags.ts';
import { list, num, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';

const NOT_FOUND = /^ListenerNotFound(Exception)?$/;

export const listener = resource({
  token: 'aws:lb/listener:Listener',
  shape: {
    loadBalancerArn: arn().required().replaces(),
    port: num().between(1, 65535),
    protocol: str().oneOf('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP').computed(),
    certificateArn: arn(),
    sslPolicy: str().computed(),
    defaultActions: list(action).required(),
    ...TAGS,
    arn: str().output(),
  },
  async create(aws, wanted) {
    const answer = await (
      await aws.elb()
    ).createListener({
      LoadBalancerArn: wanted.loadBalancerArn,
      Port: wanted.port,
      Protocol: (wanted.protocol ?? 'HTTP') as 'HTTP',
      SslPolicy: wanted.sslPolicy,
      ...certificate(wanted.certificateArn),
      DefaultActions: actionRequests(wanted.defaultActions),
      ...elbTags(wanted.tags),
    });
    return must(answer.Listeners?.[0]?.ListenerArn, 'ListenerArn');
  },
  async read(aws, id, state) {
    const it = await listenerOf(aws, id);
    return (
      it && {
        loadBalancerArn: it.LoadBalancerArn,
        port: it.Port,
        protocol: it.Protocol,
        certificateArn: it.Certificates?.[0]?.CertificateArn,
        sslPolicy: it.SslPolicy,
        defaultActions: actionsFrom(it.DefaultActions, state.defaultActions),
        tags: await tagsOf(aws, id),
        arn: it.ListenerArn,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('port', 'protocol', 'certificateArn', 'sslPolicy', 'defaultActions')) {
      await (
        await aws.elb()
      ).modifyListener({
        ListenerArn: id,
        Port: wanted.port,
        Protocol: wanted.protocol as 'HTTP' | undefined,
        SslPolicy: wanted.sslPolicy,
        ...certificate(wanted.certificateArn),
        DefaultActions: actionRequests(wanted.defaultActions),
      });
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const elb = await aws.elb();
    await remove(aws, `listener ${id}`, () => elb.deleteListener({ ListenerArn: id }), {
      gone: NOT_FOUND,
    });
  },
});

function certificate(CertificateArn: string | undefined): {
  Certificates?: { CertificateArn: string }[];
} {
  return CertificateArn === undefined ? {} : { Certificates: [{ CertificateArn }] };
}

async function listenerOf(aws: Aws, id: string): Promise<Listener | undefined> {
  const elb = await aws.elb();
  return (await unless(NOT_FOUND, elb.describeListeners({ ListenerArns: [id] })))?.Listeners?.[0];
}

export const listenerCertificate = resource({
  token: 'aws:lb/listenerCertificate:ListenerCertificate',
  shape: {
    listenerArn: arn().required().replaces(),
    certificateArn: arn().required().replaces(),
  },
  async create(aws, wanted) {
    await (
      await aws.elb()
    ).addListenerCertificates({
      ListenerArn: wanted.listenerArn,
      Certificates: [{ CertificateArn: wanted.certificateArn }],
    });
    return `${wanted.listenerArn}_${wanted.certificateArn}`;
  },
  async read(aws, id, state) {
    const [importedListener = '', importedCertificate] = id.split('_');
    const listenerArn = state.listenerArn ?? importedListener;
    const certificateArn = state.certificateArn ?? importedCertificate;
    const elb = await aws.elb();
    const call = elb.describeListenerCertificates({ ListenerArn: listenerArn });
    const found = (await unless(NOT_FOUND, call))?.Certificates ?? [];
    const there = found.some(
      (each) => each.CertificateArn === certificateArn && each.IsDefault !== true,
    );
    return there ? { listenerArn, certificateArn } : undefined;
  },
  async delete(aws, _id, state) {
    const call = (await aws.elb()).removeListenerCertificates({
      ListenerArn: state.listenerArn,
      Certificates: [{ CertificateArn: state.certificateArn }],
    });
    await unless(NOT_FOUND, call);
  },
});
