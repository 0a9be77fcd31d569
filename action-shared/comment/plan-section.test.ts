import { describe, expect, it } from '@jest/globals';
import type { ResourceChange, ResourceChanges } from '../documents/report.ts';
import { isDisruptive, planFailureSection, planSection } from './plan-section.ts';

const SHA = 'a1b2c3d'.padEnd(40, '0');
const NONE: ResourceChanges = { create: 0, update: 0, replace: 0, delete: 0, same: 7, list: [] };

function change(action: ResourceChange['action'], more: Partial<ResourceChange> = {}) {
  const type = 'aws:lb/targetGroup:TargetGroup';
  return { action, type, name: `${action}-tg`, properties: [], seconds: 0, ...more };
}

function changes(...list: ResourceChange[]): ResourceChanges {
  const count = (action: string): number => list.filter((one) => one.action === action).length;
  return {
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    same: 3,
    list,
  };
}

describe('the plan of the comment', () => {
  it('says that there is nothing to do', () => {
    expect(planSection(SHA, NONE)).toContain('Nothing to do');
    expect(isDisruptive(NONE)).toBe(false);
  });

  it('names deletions first, then replacements, then counts, then the list', () => {
    const taskDefinition = { type: 'aws:ecs/taskDefinition:TaskDefinition', name: 'the-task' };
    const plan = changes(
      change('create'),
      change('replace', taskDefinition),
      change('replace', { name: 'slow-tg', properties: ['port'] }),
      change('delete', { name: 'old-tg' }),
    );
    const text = planSection(SHA, plan);
    const places = [
      '1 to delete, 2 to replace:',
      'delete lb TargetGroup <code>old-tg</code>',
      'replace lb TargetGroup <code>slow-tg</code> (port)',
      'replace ecs TaskDefinition <code>the-task</code>: a new revision',
      '**1 to create, 2 to replace, 1 to delete, 3 unchanged**',
      '<details>',
    ].map((part) => text.indexOf(part));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(isDisruptive(plan)).toBe(true);
  });

  it('is bounded, however much there is to change', () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      change(index % 2 === 0 ? 'replace' : 'delete', {
        name: `${'x'.repeat(400)}${index}`,
        properties: Array.from({ length: 100 }, (_one, at) => `property${at}`.repeat(20)),
      }),
    );
    const text = planSection(SHA, changes(...many));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('1980 more, see the log');
  });

  it('shows hostile names as text', () => {
    const name = '<script>@ada [x](http://evil) #1 | ``` <!-- macro-infra:section status -->';
    const text = planSection(SHA, changes(change('delete', { name, properties: [name] })));
    expect(text).not.toContain('<script>');
    expect(text).not.toMatch(/@ada|#1\b|http:\/\/evil|<!--|```/);
  });

  it('says why there is no plan, what to do, and that nothing was changed', () => {
    const text = planFailureSection(
      SHA,
      'The base `dev` does not exist.',
      'Run ensure-base-stack.',
    );
    expect(text).toContain('No plan for commit <code>a1b2c3d</code>');
    expect(text).toContain('The base <code>dev</code> does not exist.');
    expect(text).toContain('**What to do:** Run ensure-base-stack.');
    expect(text).toContain('Nothing was changed.');
  });
});
