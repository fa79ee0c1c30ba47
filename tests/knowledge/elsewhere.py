"""Another business, whose questions nobody looked at while the word lists were written."""

from tools.ports.words import Language

DOCUMENTS: dict[Language, str] = {
    "es": """# Academia Norte

Clases de inglés, francés y alemán para adultos, en grupos de seis personas como máximo.

## Matrícula y cuotas

La matrícula son 40 € una sola vez. El curso general sale a 95 € mensuales y el intensivo a 180 €.
A los hermanos y a los parados les rebajamos un 10 %.

## Horarios

Hay grupos por la mañana (9:30 a 11:00) y por la tarde (de 17:00 a 21:00).
Los sábados solo se dan intensivos.

## Nivel

Antes de empezar se hace una prueba de nivel gratuita de media hora, en línea o en la academia.

## Profesores

Todos los profesores son nativos y titulados, con al menos cinco años de experiencia.

## Exámenes oficiales

Preparamos First, Advanced, DELF y Goethe. El año pasado aprobó el 92 % de quienes se presentaron.

## Faltas

Si avisas con un día de antelación, puedes recuperar la clase en otro grupo
de tu nivel durante el mismo mes.

## Dónde estamos

Estamos en la calle Mayor 12, Bilbao, a dos minutos del metro Abando.
También damos clase por videollamada.

## Darse de baja

Puedes dejar el curso avisando antes del día 20; la matrícula no se reembolsa.
""",
    "en": """# North Bikes

We rent and repair bicycles in Bristol.

## Rental prices

A city bike is £18 a day and an e-bike £38 a day. From the third day on everything is 20% off.

## Deposit

We hold £100 on your card and release it when the bike is back.

## Opening times

We open every day from 9am to 6pm, and until 8pm in July and August.

## What comes with a bike

Helmet, lock, lights and a repair kit come with every bike. Child seats are £5 a day.

## Repairs

A basic service is £45 and is done within two working days. Punctures are fixed while you wait.

## Breakdowns

If you break down within ten miles of the shop we come and get you at no charge.

## Group tours

Guided tours run on Saturdays at 10 for up to twelve riders and last three hours.

## Changing your booking

You can cancel for nothing up to 24 hours before; after that the first day is charged.

## Finding us

We are at 4 Harbour Road, five minutes on foot from Temple Meads station.
""",
    "pt": """# Pousada do Mar

Pousada com dez quartos em Paraty, a cem metros da praia.

## Diárias

O quarto duplo sai por R$ 320 e o familiar por R$ 480, com café da manhã.
Na alta temporada (dezembro a fevereiro) as diárias sobem 30 %.

## Entrada e saída

A entrada é a partir das 14h e a saída até as 11h. Guardamos as malas sem custo.

## Animais

Aceitamos cães pequenos, com taxa de R$ 50 por estadia.

## Estacionamento

Há estacionamento próprio e gratuito para hóspedes.

## Reservas

Para reservar pedimos um sinal de 30 %, por Pix ou cartão. O restante é pago na chegada.

## Desistência

Quem desiste até sete dias antes recebe o sinal de volta; depois disso, fica como crédito.

## Crianças

Crianças de até cinco anos não pagam no quarto dos pais. Temos berço.

## Passeios

Organizamos passeios de barco às ilhas, com saída às 10h e almoço a bordo, por R$ 140 por pessoa.

## Como chegar

Estamos na Rua da Lapa 30. O aeroporto mais próximo é o do Rio, a quatro horas de carro.
""",
}

ANSWERED: dict[Language, list[tuple[str, str]]] = {
    "es": [
        ("¿Cuánto vale el intensivo?", "180 €"),
        ("¿Cuánto es la matrícula?", "40 €"),
        ("¿Tenéis clases por la tarde?", "17:00"),
        ("¿Hay clases los sábados?", "sábados"),
        ("¿Los profesores son nativos?", "nativos"),
        ("¿Preparáis el First?", "First"),
        ("¿Dónde estáis?", "calle Mayor"),
        ("¿Puedo recuperar una clase si falto?", "recuperar"),
        ("¿Tengo que hacer una prueba de nivel?", "prueba de nivel"),
        ("¿Dais clases online?", "videollamada"),
        ("¿Cuántos alumnos hay por grupo?", "seis personas"),
        ("¿Hay descuento para hermanos?", "10 %"),
        ("¿Cómo me doy de baja?", "antes del día 20"),
        ("¿Qué idiomas enseñáis?", "inglés"),
    ],
    "en": [
        ("How much is an e-bike per day?", "£38"),
        ("What does it cost to rent a bike?", "£18"),
        ("When are you open?", "9am"),
        ("Do I have to pay a deposit?", "£100"),
        ("Is a helmet included?", "Helmet"),
        ("Can you fix a puncture?", "Punctures"),
        ("Do you do guided tours?", "Guided tours"),
        ("What if the bike breaks down?", "come and get you"),
        ("Where are you?", "Harbour Road"),
        ("Can I cancel my booking?", "24 hours"),
        ("Do you have child seats?", "Child seats"),
        ("How long does a service take?", "two working days"),
        ("How do I get there from the station?", "Temple Meads"),
        ("Any discount for a week?", "20% off"),
    ],
    "pt": [
        ("Quanto custa o quarto duplo?", "R$ 320"),
        ("Qual o valor da diária?", "R$ 320"),
        ("Aceitam cachorro?", "cães"),
        ("Tem estacionamento?", "estacionamento"),
        ("Que horas é o check-in?", "14h"),
        ("O café da manhã está incluso?", "café da manhã"),
        ("Criança paga?", "Crianças"),
        ("Como faço para reservar?", "sinal de 30 %"),
        ("Vocês aceitam Pix?", "Pix"),
        ("Tem passeio de barco?", "barco"),
        ("Se eu cancelar, devolvem o dinheiro?", "sete dias"),
        ("Onde vocês ficam?", "Rua da Lapa"),
        ("Posso deixar as malas?", "malas"),
        ("Tem berço?", "berço"),
    ],
}

UNANSWERED: dict[Language, list[str]] = {
    "es": [
        "¿Dais clases de chino?",
        "¿Tenéis clases para niños?",
        "¿Hay cafetería?",
        "¿Cuánto cuesta el libro?",
        "¿Puedo pagar a plazos?",
        "¿Quién es la directora?",
        "¿Tenéis sede en Madrid?",
        "¿Qué nota sacó mi hija?",
        "¿Me conseguís trabajo en Londres?",
        "¿Va a llover mañana?",
    ],
    "en": [
        "Do you sell second-hand bikes?",
        "Do you rent skis?",
        "Can I drop the bike off in London?",
        "Do you have tandems?",
        "Is there insurance?",
        "How old is the owner?",
        "Do you take bitcoin?",
        "Can you deliver to my hotel?",
        "What is the best pub nearby?",
        "Who won the Tour de France?",
    ],
    "pt": [
        "Tem piscina?",
        "Tem academia?",
        "Vocês têm wifi?",
        "Fazem festa de casamento?",
        "Servem jantar?",
        "Tem quarto com banheira?",
        "Qual o telefone do prefeito?",
        "Vai chover no sábado?",
        "Vendem protetor solar?",
        "Tem traslado do aeroporto?",
    ],
}
