import type { ComponentChildren, VNode } from 'preact';
import { type AlternateForm, Document } from '../ui/document.js';
import { LanguageSwitch, SiteHeader } from '../ui/header.js';
import { drawAnew, type Keep } from '../ui/kept.js';
import { StandingNotice } from '../ui/standing/standing-notice.js';
import { words } from './donor.words.js';
import type { Shared } from './shared-as.js';
import type { Frame } from './views.js';

interface DonorPageProps {
  readonly frame: Frame;
  readonly title: string;
  readonly description?: string | undefined;
  /** Path for search engines and shared cards; absent = a private page. */
  readonly path?: string;
  /** Picture and data of a shared page. */
  readonly shared?: Shared | undefined;
  readonly refresh?: { readonly seconds: number; readonly url: string } | undefined;
  readonly scripts?: readonly string[];
  readonly alternates?: readonly AlternateForm[];
  /** Keeps what follows from the page's own facts alone; absent = drawn anew. */
  readonly keep?: Keep | undefined;
  readonly children: ComponentChildren;
}

function Footer({ frame: { locale } }: { frame: Frame }): VNode {
  return (
    <footer class="site-footer">
      <div class="wrap">
        <nav aria-label={words(locale, 'footer.label')}>
          <ul>
            <li>
              <a href="/gifts">{words(locale, 'gifts.link')}</a>
            </li>
            <li>
              <a href="/receipts/verify">{words(locale, 'footer.verify')}</a>
            </li>
            <li>
              <a href="/disclosure/books">{words(locale, 'books.link')}</a>
            </li>
            <li>
              <a href="/complaints">{words(locale, 'footer.complaints')}</a>
            </li>
            <li>
              <a href="/privacy">{words(locale, 'footer.privacy')}</a>
            </li>
            <li>
              <a href="/api/docs">{words(locale, 'footer.api')}</a>
            </li>
          </ul>
        </nav>
        <p>{words(locale, 'footer.note')}</p>
      </div>
    </footer>
  );
}

/** The frame of every donor page: head, navigation with the language switch, content, foot. */
export function DonorPage(props: DonorPageProps): VNode {
  const { frame, path, keep = drawAnew } = props;
  const { locale, url } = frame;
  const here = url.split('?')[0];
  const siteName = words(locale, 'site.name');
  return (
    <Document
      locale={locale}
      title={path === '/' ? `${siteName} · ${props.title}` : `${props.title} · ${siteName}`}
      description={props.description}
      shared={
        path === undefined
          ? undefined
          : {
              url: frame.publicUrl + path,
              siteName,
              picture: props.shared?.picture,
              data: props.shared?.data,
            }
      }
      demo={frame.demo}
      refresh={props.refresh}
      scripts={props.scripts}
      alternates={props.alternates}
      keep={keep}
      header={
        <SiteHeader
          name={siteName}
          home="/"
          navLabel={words(locale, 'nav.label')}
          places={[
            { href: '/projects', text: words(locale, 'nav.projects'), current: here === '/projects' },
            {
              href: '/receipts/verify',
              text: words(locale, 'nav.verify'),
              current: here === '/receipts/verify',
            },
          ]}
          end={<LanguageSwitch locale={locale} url={url} />}
        />
      }
      footer={keep('footer', () => <Footer frame={frame} />)}
    >
      <StandingNotice troubles={frame.troubles ?? []} locale={locale} />
      {props.children}
    </Document>
  );
}
