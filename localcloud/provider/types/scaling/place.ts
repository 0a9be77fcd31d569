import { str } from '../../schema/prop.ts';

/** What is scaled; together with a name, the key of everything in Application Auto Scaling. */
export const PLACE = {
  serviceNamespace: str().required().replaces(),
  resourceId: str().required().replaces(),
  scalableDimension: str().required().replaces(),
} as const;

export interface Place {
  readonly serviceNamespace?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly scalableDimension?: string | undefined;
}

/** As the API's requests name it. */
export function placeOf({ serviceNamespace, resourceId, scalableDimension }: Place) {
  return {
    ServiceNamespace: serviceNamespace as 'ecs',
    ResourceId: resourceId,
    ScalableDimension: scalableDimension as 'ecs:service:DesiredCount',
  };
}

/** The same, of an answer. */
export function placeFrom(it: {
  readonly ServiceNamespace?: string | undefined;
  readonly ResourceId?: string | undefined;
  readonly ScalableDimension?: string | undefined;
}) {
  return {
    serviceNamespace: it.ServiceNamespace,
    resourceId: it.ResourceId,
    scalableDimension: it.ScalableDimension,
  };
}

/** No such target, policy or action any more. */
export const GONE = /^ObjectNotFoundException$/;
