/** The files that `init` writes: a small program with a word about each setting, and its first cases. */

export const STARTER_DEFINITION = `# A loyalty program. Everything about it is in this file; "tallystick check" says what is wrong with it.
tallystick: 1                       # the version of this language
program: my-program                 # its id, for addresses and files
name: My Program
currency: EUR                       # ISO 4217
zone: Europe/Lisbon                 # days, months and years are those of this place
from: 2024-01-01                    # when these terms begin to hold

units:                              # what members hold
  points:
    name: { one: point, many: points }
    scale: 0                        # whole points; 2 would be hundredths
    pending: none                   # or "14 days", until they can be spent
    expires: { after: 12 months, end: month }

spend:                              # what of a purchase counts
  kinds: [item]                     # not shipping, tips, gift cards …
  tax: excluded
  discounts: net                    # what was paid, not what it would have been

earn:                               # how units are earned
  base:
    on: purchase
    unit: points
    rate: 1                         # a point for each 1.00
    rounding: floor                 # of the whole purchase; cents left over are not counted
  welcome:
    on: join
    unit: points
    amount: 50
    caps: { lifetime: 50 }          # once
  double-tuesday:
    on: purchase
    unit: points
    multiply: 2
    of: [base]
    schedule: { days: [tue] }

tiers:
  status:
    by: spend
    window: calendar-year
    valid: { until: end-of-next-year }
    levels: { member: 0, gold: 500.00 }

rewards:
  coffee: { name: A coffee, unit: points, cost: 100 }

returns: { within: 60 days, shortfall: debt }

# Later terms go here, each saying only what differs, from when they hold:
# versions:
#   - from: 2025-01-01
#     note: A point and a quarter
#     earn: { base: { rate: 1.25 } }
`;

export const STARTER_CASES = `# What the program shall do. "tallystick test" runs these; change the program and see what else changes.
cases:
  - name: A point for each whole euro
    when: { at: 2024-05-02 12:00, purchase: 4.90 }
    then:
      earned: { base: 4 }
      balance: { points: 4 }

  - name: Tuesdays count double
    when: { at: 2024-05-07 12:00, purchase: 10.00 }
    then:
      earned: { base: 10, double-tuesday: 10 }

  - name: Shipping earns nothing
    when:
      at: 2024-05-02 12:00
      purchase:
        lines:
          - { sku: MUG, amount: 12.00 }
          - { kind: shipping, amount: 4.50 }
    then:
      earned: { base: 12 }

  - name: A coffee needs a hundred points
    given:
      - { at: 2024-05-02 12:00, join: {} }
    when: { at: 2024-05-02 12:05, redeem: coffee }
    then:
      refused: insufficient-balance
      balance: { points: 50 }

  - name: Points are gone at the end of the month, a year on
    given:
      - { at: 2024-05-02 12:00, purchase: 80.00 }
    when: { at: 2025-06-01 00:00 }
    then:
      balance: { points: 0 }

  - name: What comes back takes its points with it
    given:
      - { at: 2024-05-02 12:00, id: mug, purchase: { lines: [{ id: mug, quantity: 2, amount: 24.00 }] } }
    when: { at: 2024-05-10 12:00, return: { of: mug, lines: [{ line: mug, quantity: 1 }] } }
    then:
      balance: { points: 12 }
`;
