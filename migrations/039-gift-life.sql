-- Floors 4 to 7: the life of one gift: the order of gifts by number with their sums, requests for refunds by donors.

-- What had come in before a gift is one walk over this index, whatever the table holds besides.
ALTER TABLE project_gift DROP KEY project_gift_in_order, ADD KEY project_gift_in_order (project_id, first_seq, net);
