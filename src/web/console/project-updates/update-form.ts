import { Refusal } from '../../../kernel/errors.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import type { UpdateInput } from '../../../projects/project-updates.service.js';
import type { MultipartForm } from '../../ui/multipart-form.js';

const NAMES = ['titleZh', 'titleEn', 'textZh', 'textEn', 'pictureAltZh', 'pictureAltEn'] as const;
const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** The form as it is typed, so that a refused one comes back as it was. */
export type UpdateForm = Readonly<Partial<Record<string, string>>>;

/** An update as the form shows it. */
export function formOf(update: ProjectUpdate): UpdateForm {
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, update[name]])),
    version: String(update.version),
  };
}

/** What the form says, as the projects room takes it. @throws Refusal invalid for a file that is no picture. */
export function inputFrom({ texts, file }: MultipartForm): UpdateInput {
  const text = (name: (typeof NAMES)[number]) => texts[name] ?? '';
  const contentType = PICTURE_TYPES.find((type) => type === file?.contentType);
  if (file && !contentType)
    throw new Refusal('invalid', 'update_invalid', {}, [
      { field: 'picture', code: 'no_picture_of_its_kind' },
    ]);
  return {
    titleZh: text('titleZh'),
    titleEn: text('titleEn'),
    textZh: text('textZh'),
    textEn: text('textEn'),
    pictureAltZh: text('pictureAltZh'),
    pictureAltEn: text('pictureAltEn'),
    picture:
      file && contentType
        ? { name: file.name.slice(0, 200) || 'picture', contentType, bytes: file.bytes }
        : null,
    removePicture: texts.removePicture === '1',
  };
}
