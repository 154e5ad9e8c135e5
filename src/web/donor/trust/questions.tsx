import type { ComponentChildren, VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { words } from '../donor.words.js';
import type { ProjectView } from '../views.js';

/** What donors ask everywhere: the answers are how this house works, so every project has them. */
const EVERYWHERE = ['receipt', 'name', 'fee', 'back', 'found'] as const;

function Question(props: { question: string; children: ComponentChildren }): VNode {
  return (
    <details class="question">
      <summary>{props.question}</summary>
      <div>{props.children}</div>
    </details>
  );
}

/** Questions and answers, the project's own first, and whom to turn to. */
export function Questions({ project, locale }: { project: ProjectView; locale: Locale }): VNode {
  const { questions, organization } = project;
  return (
    <section aria-labelledby="questions">
      <h2 id="questions">{words(locale, 'faq.title')}</h2>
      {questions.map(({ question, answer }, index) => (
        <Question key={index} question={question}>
          {answer.map((paragraph, line) => (
            <p key={line}>{paragraph}</p>
          ))}
        </Question>
      ))}
      {EVERYWHERE.map((name) => (
        <Question key={name} question={words(locale, `faq.${name}`)}>
          <p>{words(locale, `faq.${name}.text`)}</p>
        </Question>
      ))}
      <p class="complaint-line">
        {words(locale, 'faq.complaint', { name: organization.name })}{' '}
        {organization.complaintPhone && (
          <a href={`tel:${organization.complaintPhone.replace(/[^\d+]/g, '')}`}>
            {organization.complaintPhone}
          </a>
        )}{' '}
        <a href="/complaints">{words(locale, 'faq.complaint.how')}</a>
      </p>
    </section>
  );
}
