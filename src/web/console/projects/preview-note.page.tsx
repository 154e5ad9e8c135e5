import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at } from '../layout.js';

/** Stands above the donors' page when an editor previews it: what this is, and the way back. */
export function previewNote(desk: Desk, { id }: Project): VNode {
  return (
    <Notice tone="warn">
      <p>
        {words(desk.locale, 'project.previewNote')}{' '}
        <a href={at(desk, `/projects/${withPrefix('prj', id)}`)}>
          {words(desk.locale, 'project.previewBack')}
        </a>
      </p>
    </Notice>
  );
}
