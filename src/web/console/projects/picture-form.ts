import { Refusal } from '../../../kernel/errors.js';
import type { NewPicture } from '../../../projects/project-pictures.service.js';
import type { MultipartForm } from '../../ui/multipart-form.js';

const TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

const refused = (code: string): Refusal =>
  new Refusal('invalid', 'project_invalid', {}, [{ field: 'picture', code }]);

/** The picture form as the projects room takes it. @throws Refusal invalid naming the field `picture`. */
export function pictureFrom({ texts, file }: MultipartForm): NewPicture {
  if (!file) throw refused('empty');
  const contentType = TYPES.find((type) => type === file.contentType);
  if (!contentType) throw refused('no_picture_of_its_kind');
  return {
    name: file.name.slice(0, 200) || 'picture',
    contentType,
    bytes: file.bytes,
    altZh: (texts.pictureAltZh ?? '').trim(),
    altEn: (texts.pictureAltEn ?? '').trim(),
  };
}
