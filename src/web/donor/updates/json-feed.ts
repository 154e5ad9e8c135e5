import { type FeedContent, type FeedItem, htmlOf } from './feed-content.js';

/** JSON Feed 1.1; the project's figures stand in `_boai`, as the public API says them. */
export function jsonFeed(content: FeedContent): string {
  const { publisher, pictureUrl, progress } = content;
  const authors = [{ name: publisher.name, url: publisher.url }];
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: content.title,
    home_page_url: content.pageUrl,
    feed_url: content.selfUrl,
    description: `${content.summary} ${content.progressLine}`.trim(),
    ...(pictureUrl ? { icon: pictureUrl } : {}),
    authors,
    language: content.locale,
    _boai: { about: content.docsUrl, progress },
    items: content.items.map(jsonItem),
  });
}

function jsonItem(item: FeedItem): object {
  const { picture, publishedAt, revisedAt } = item;
  return {
    id: item.guid,
    url: item.url,
    title: item.title,
    content_html: htmlOf(item),
    content_text: item.text,
    ...(picture
      ? {
          image: picture.url,
          attachments: [
            {
              url: picture.url,
              mime_type: picture.contentType,
              title: picture.alt,
              size_in_bytes: picture.bytes,
            },
          ],
        }
      : {}),
    date_published: publishedAt.toISOString(),
    ...(revisedAt.getTime() === publishedAt.getTime() ? {} : { date_modified: revisedAt.toISOString() }),
    language: item.language,
  };
}
