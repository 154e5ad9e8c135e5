-- Floors 1 and 3: what a trusted page says beyond the story: the budget line by line, answers to questions, where the
-- filed plan can be read, and who stands behind an organization.

ALTER TABLE project
  -- Lines "what | in English | amount in major units"; read by the rules of src/projects/project-budget.ts.
  ADD COLUMN budget TEXT NOT NULL,
  -- Blocks parted by empty lines: a question, and below it the answer.
  ADD COLUMN faq_zh TEXT NOT NULL,
  ADD COLUMN faq_en TEXT NOT NULL,
  -- The plan's own page at the ministry's platform.
  ADD COLUMN filing_url VARCHAR(300) NULL;

ALTER TABLE organization
  ADD COLUMN about_zh VARCHAR(2000) NOT NULL DEFAULT '',
  ADD COLUMN about_en VARCHAR(2000) NOT NULL DEFAULT '',
  -- Lines "office | in English | name": legal representative, president, supervisors.
  ADD COLUMN people VARCHAR(2000) NOT NULL DEFAULT '';
