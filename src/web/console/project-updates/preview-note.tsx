import type { VNode } from 'preact';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';

/** Stands above the donors' page when an editor previews an update: what this is, its languages, and the way back. */
export function UpdatePreviewNote({ desk, here }: { desk: Desk; here: string }): VNode {
  return (
    <Notice tone="warn">
      <p>{words(desk.locale, 'projectUpdate.previewNote')}</p>
      <p>
        <a href={`${here}/preview?in=zh-CN`} lang="zh-CN">
          中文
        </a>{' '}
        ·{' '}
        <a href={`${here}/preview?in=en`} lang="en">
          English
        </a>{' '}
        · <a href={here}>{words(desk.locale, 'projectUpdate.previewBack')}</a>
      </p>
    </Notice>
  );
}
