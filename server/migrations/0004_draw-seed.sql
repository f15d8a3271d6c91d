-- What the draws of a program are made from. Secret until somebody wants to show that they were fair.
ALTER TABLE program ADD COLUMN seed text NOT NULL
  DEFAULT encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');
