"""The second wall: on PostgreSQL the database itself shows an organisation its own rows alone (decision 0122).

`tables` says what is walled and how, `raising` builds it after every migration, `scope` says for whom is asked,
`roles` parts the program, which serves, from the owner of the tables, who migrates.
"""
