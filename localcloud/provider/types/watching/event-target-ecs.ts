import type { EcsParameters } from '@aws-sdk/client-eventbridge';
import { type TypeOf, num, obj, str } from '../../schema/prop.ts';
import { TASK_TO_START, taskRequest, taskState } from '../ecs/task-to-start.ts';
import { tagList, tagsFrom } from '../tags.ts';

/** A task that an event starts. */
export const ecsTarget = obj({
  ...TASK_TO_START,
  taskCount: num()
    .between(1, 2 ** 31 - 1)
    .defaultTo(1),
  group: str(),
});

type EcsTarget = TypeOf<typeof ecsTarget>;

/** The task as EventBridge is told it. */
export function ecsRequest(wanted: EcsTarget): EcsParameters {
  return { ...taskRequest(wanted), Tags: tagList(wanted.tags) };
}

/** The task as the state has it. */
export function ecsFrom(it: EcsParameters): EcsTarget {
  return { ...taskState(it), tags: tagsFrom(it.Tags) };
}
