# A start always comes to its end inside Start_timeout.
# StockAgents, VirtualDomain's answers: start, created but state never readable (the stock agent never returns).
guest web
resource web Start_timeout=20
kill -STOP "$(daemon pid)"
under 20 expect 1 xvm start web
kill -CONT "$(daemon pid)"
